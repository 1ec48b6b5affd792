import type { NovateError } from "../primitives/error.ts";
import type { NodeChain } from "../sequencer/index.ts";
import { Shadow } from "../state-machine/shadow/shadow.ts";
import type { Closers } from "./closers.ts";
import type { Common } from "./common.ts";

/** From here on every block of the sample runs on the machine as well; undefined where none is asked for. */
export function openShadow(
  { options, logger }: Common,
  chain: NodeChain,
  closers: Closers,
): Shadow | undefined {
  if (options.shadowRate === 0) return undefined;
  const onFault = (fault: NovateError) =>
    logger.error({ code: fault.code, ...fault.data, err: fault }, fault.message);
  const shadow = new Shadow({ rate: options.shadowRate }, { machine: chain.machine, onFault });
  closers.add(() => shadow.close());
  return shadow;
}
