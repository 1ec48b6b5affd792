/** A token as USDT is: `approve` and transfers answer nothing, an allowance changes only from or to zero. Compiled when it is asked for. */
import { createRequire } from "node:module";
import type { Abi, Hex } from "viem";

const SOURCE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
contract Tether {
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    event Transfer(address indexed from, address indexed to, uint256 value);
    function mint(address to, uint256 amount) external { balanceOf[to] += amount; emit Transfer(address(0), to, amount); }
    function approve(address spender, uint256 amount) external {
        require(amount == 0 || allowance[msg.sender][spender] == 0, "reset the allowance first");
        allowance[msg.sender][spender] = amount;
    }
    function transfer(address to, uint256 amount) external { _move(msg.sender, to, amount); }
    function transferFrom(address from, address to, uint256 amount) external {
        require(allowance[from][msg.sender] >= amount, "transfer amount exceeds allowance");
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }
    function _move(address from, address to, uint256 amount) private {
        require(balanceOf[from] >= amount, "transfer amount exceeds balance");
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
}`;

export function compileTether(): { readonly abi: Abi; readonly bytecode: Hex } {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const input = {
    language: "Solidity",
    sources: { "Tether.sol": { content: SOURCE } },
    settings: { outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const { abi, evm } = output.contracts["Tether.sol"].Tether;
  return { abi, bytecode: `0x${evm.bytecode.object}` };
}
