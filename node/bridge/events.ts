/** What the bridge tells its operator: logs, metrics and alarms are made of these. */
export interface BridgeEvent {
  readonly level: "info" | "warn" | "alarm";
  /** Stable; the same code as the error behind it, if there is one. */
  readonly code: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Must be quick and must not throw. */
export type Report = (event: BridgeEvent) => void;
