export interface ArchiveStatus {
  /** On disk now. */
  readonly bytes: number;
  /** Payloads that could not be kept since the start: nobody has them here when the layer has forgotten them. */
  readonly failures: number;
}
