import { MALFORMED, NOT_AUTHORIZED, WIND_DOWN } from "../generated/codes";
import * as header from "../generated/header";
import * as l1MessageReceipt from "../generated/l1MessageReceipt";
import { PHASE_TRADING } from "../generated/limits";
import * as marketConfig from "../generated/marketConfig";
import * as parameters from "../generated/parameters";
import * as validatorConfig from "../generated/validatorConfig";
import { equal20 } from "../memory/bytes";
import { SET_MARKET, SET_PARAMETERS, SET_VALIDATOR, setMarket, setParameters, setValidator } from "./config";

/** Rule X2: an operation of the timelock. */
export function executeGovernance(sender: u32, payload: u32, length: u32, event: u32): u32 {
  if (!equal20(sender, header.timelockAddress())) return NOT_AUTHORIZED;
  if (header.phase() !== PHASE_TRADING) return WIND_DOWN;
  if (length === 0) return MALFORMED;
  const op = <u32>load<u8>(payload);
  const record = payload + 1;
  l1MessageReceipt.setOp(event, <u8>op);
  if (op === SET_MARKET && length === 1 + marketConfig.SIZE) return setMarket(record);
  if (op === SET_VALIDATOR && length === 1 + validatorConfig.SIZE) return setValidator(record);
  if (op === SET_PARAMETERS && length === 1 + parameters.SIZE) return setParameters(record);
  return MALFORMED;
}
