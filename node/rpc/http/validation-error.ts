/** What is wrong with a body, in words: the place, what was expected there, and what came. */
import { NovateError } from "../../primitives/error.ts";

/** As Ajv reports it with `verbose`. */
export interface ValidationIssue {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What came. */
  readonly data?: unknown;
  readonly parentSchema?: {
    readonly description?: string;
    readonly oneOf?: readonly { readonly properties?: { readonly type?: { readonly const?: unknown } } }[];
  };
}

/** Longest text of the sender's own that an error repeats. */
const MAX_SHOWN = 48;

function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing");
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`;
}

/** The types that a choice of objects knows. */
function typesOf({ parentSchema }: ValidationIssue): string {
  const types = (parentSchema?.oneOf ?? []).map((member) => member.properties?.type?.const);
  return types.filter((type) => typeof type === "string").join(", ");
}

function expected(issue: ValidationIssue): string {
  const { keyword, params, message, parentSchema, data } = issue;
  switch (keyword) {
    case "required":
      return `a field ${shown(params.missingProperty)}`;
    case "additionalProperties":
      return `no field ${shown(params.additionalProperty)}`;
    case "type":
      return `${[params.type].flat().join(" or ")}, got ${shown(data)}`;
    case "enum":
      return `one of ${(params.allowedValues as unknown[]).join(", ")}, got ${shown(data)}`;
    case "pattern":
      return `${parentSchema?.description ?? "text"} as ${String(params.pattern)}, got ${shown(data)}`;
    default:
      return `${(message ?? keyword).replace(/^must (be |match |have |NOT have )?/, (word) => (word.includes("NOT") ? "not " : ""))}, got ${shown(data)}`;
  }
}

/** The first of `issues` as `UNKNOWN_TYPE` (no member of a choice has this `type`) or `BAD_REQUEST`, with `data.path`. */
export function validationError(issues: readonly ValidationIssue[]): NovateError {
  const issue = issues[0];
  if (issue === undefined) return new NovateError("BAD_REQUEST", "expected another body");
  const path = issue.instancePath === "" ? "body" : issue.instancePath;
  if (issue.keyword === "discriminator") {
    const got = shown(issue.params.tagValue);
    return new NovateError(
      "UNKNOWN_TYPE",
      `expected "type" of ${path} as one of ${typesOf(issue)}, got ${got}`,
      {
        path,
      },
    );
  }
  return new NovateError("BAD_REQUEST", `expected at ${path}: ${expected(issue)}`, { path });
}
