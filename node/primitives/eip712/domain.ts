/** The EIP-712 domain of a chain. */
import { ascii } from "../bytes.ts";
import { keccak256 } from "../keccak.ts";
import { DOMAIN_NAME, DOMAIN_VERSION, type Domain } from "./types.ts";
import { Words } from "./words.ts";

const TYPE_HASH = keccak256(
  ascii("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
);

/** 32 bytes: what the engine keeps in its header and every digest starts from. */
export function domainSeparator(domain: Domain): Uint8Array {
  return new Words(5)
    .word(TYPE_HASH)
    .word(keccak256(ascii(DOMAIN_NAME)))
    .word(keccak256(ascii(DOMAIN_VERSION)))
    .halves(Number(domain.chainId & 0xffff_ffffn), Number(domain.chainId >> 32n))
    .slice(domain.verifyingContract, 0, 20, "right")
    .hash();
}
