/** The value behind a flag of a stand-in's command line. */
export function flag(name: string): string {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? undefined : process.argv[at + 1];
  if (value === undefined) throw new Error(`stand-in: expected ${name}`);
  return value;
}

export const portOf = (address: string): number => Number(address.split(":").at(-1));
