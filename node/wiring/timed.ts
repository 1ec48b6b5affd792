/** Tells how long each call of a method took, and changes nothing else about it. */

type Method = (...args: never[]) => unknown;
type MethodOf<Target> = { [Key in keyof Target]: Target[Key] extends Method ? Key : never }[keyof Target];

/** `observe` gets the seconds until the call returned or, for a promise, settled. Returns `target`, whose method it wraps. */
export function timed<Target extends object>(
  target: Target,
  method: MethodOf<Target>,
  observe: (seconds: number) => void,
): Target {
  const inner = target[method] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    const started = performance.now();
    const done = () => observe((performance.now() - started) / 1_000);
    const result = inner.apply(target, args);
    if (result instanceof Promise) result.then(done, done);
    else done();
    return result;
  };
  Object.defineProperty(target, method, { value: wrapped, configurable: true });
  return target;
}
