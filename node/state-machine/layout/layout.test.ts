import { describe, expect, it } from "vitest";
import { staleFiles } from "./build.ts";
import { gasTable, resultCodes, voidCodes } from "./codes.ts";
import { eventKind, readEvent, readFill } from "./generated.ts";
import { addresses } from "./limits.ts";
import { type RecordType, shapeOf } from "./schema/types.ts";
import { schema } from "./schema.ts";

const extent = (record: RecordType) =>
  record.fields.map((field) => {
    const { bytes, count } = shapeOf(field.type);
    return {
      name: field.name,
      start: field.offset,
      end: field.offset + bytes * count,
      bytes,
      isBytes: field.type.startsWith("bytes"),
    };
  });

const all: readonly RecordType[] = [...schema.state, ...schema.scratch, ...schema.events, ...schema.config];

describe("the layout declaration", () => {
  it("has generated files that are up to date", () => {
    expect(staleFiles()).toEqual([]);
  });

  it.each(all.map((record) => [record.name, record] as const))(
    "%s has fields that fit, do not overlap and have unique names",
    (_, record) => {
      const fields = extent(record).sort((a, b) => a.start - b.start);
      for (const [i, field] of fields.entries()) {
        const previous = fields[i - 1];
        if (previous) expect(field.start, field.name).toBeGreaterThanOrEqual(previous.end);
        expect(field.end, field.name).toBeLessThanOrEqual(record.size);
      }
      expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
    },
  );

  it.each(
    [...schema.state, ...schema.scratch, ...schema.events].map((record) => [record.name, record] as const),
  )("%s has aligned fields, none of which crosses a chunk of the write barrier", (_, record) => {
    for (const field of extent(record)) {
      expect(field.start % field.bytes, field.name).toBe(0);
      const single = field.isBytes ? field.end - field.start : field.bytes;
      const first = Math.floor(field.start / addresses.CHUNK_BYTES);
      const last = Math.floor((field.start + single - 1) / addresses.CHUNK_BYTES);
      expect(last, field.name).toBe(first);
    }
  });

  it("has regions of the state half that do not overlap and stay below the books", () => {
    const regions = schema.state
      .filter((record) => record.base < addresses.BOOKS)
      .map((record) => ({
        start: record.base,
        end: record.base + record.size * record.capacity,
        name: record.name,
      }))
      .sort((a, b) => a.start - b.start);
    for (const [i, region] of regions.entries()) {
      expect(region.start).toBeGreaterThanOrEqual(i === 0 ? addresses.STATE : regions[i - 1]!.end);
      expect(region.end, region.name).toBeLessThanOrEqual(addresses.BOOKS);
    }
  });

  it("numbers codes, kinds and gas uniquely", () => {
    for (const codes of [resultCodes, voidCodes]) {
      expect(new Set(codes.map((row) => row.code)).size).toBe(codes.length);
      expect(new Set(codes.map((row) => row.name)).size).toBe(codes.length);
      expect([...codes].sort((a, b) => a.code - b.code)).toEqual(codes);
    }
    expect(new Set(schema.events.map((record) => record.kind)).size).toBe(schema.events.length);
    for (const gas of Object.values(gasTable)) expect(gas).toBeGreaterThan(0);
  });

  it("keeps event sizes multiples of eight, with readers that tell kinds apart", () => {
    for (const record of schema.events) expect(record.size % 8, record.name).toBe(0);
    const view = new DataView(new ArrayBuffer(256));
    view.setUint16(8, eventKind.FILL, true);
    view.setBigInt64(8 + 24, -5n, true);
    expect(readFill(view, 8).notional).toBe(-5n);
    expect(readEvent(view, 8)?.kind).toBe("fill");
    expect(readEvent(view, 0)).toBeUndefined();
  });
});
