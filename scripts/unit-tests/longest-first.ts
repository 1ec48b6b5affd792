import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { expectedSeconds, readTimes } from "./times.ts";

/** Starts the longest files first: two workers then end within seconds of each other. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const times = readTimes();
    const seconds = ({ moduleId }: TestSpecification) =>
      expectedSeconds(times, relative(this.ctx.config.root, moduleId));
    return [...files].sort((a, b) => seconds(b) - seconds(a));
  }
}
