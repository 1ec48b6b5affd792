/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
export function untilStopped(): Promise<"stopped"> {
  return new Promise((resolve) => {
    const stop = () => {
      process.once("SIGINT", () => process.exit(130));
      resolve("stopped");
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}
