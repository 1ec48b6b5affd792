/** Where rows go: LevelDB's chained batch. It copies key and value before it returns, so writers use their buffers again. */
export interface RowSink {
  put(key: Uint8Array, value: Uint8Array): unknown;
}
