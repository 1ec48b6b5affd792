import { describe } from "vitest";
import { isCaughtEach } from "./testing/caught.ts";
import { TRADING_FAULTS } from "./trading.ts";

describe("a fault in trading", () => isCaughtEach(TRADING_FAULTS));
