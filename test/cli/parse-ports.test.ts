import { expect, test } from "vitest";
import { parsePorts } from "../../dev/cli/parse-ports.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";

const stack = neotoolStack(DEFAULT_SETTINGS);
const parse = (...values: readonly string[]) => Object.fromEntries(parsePorts(values, stack));

test("a service's name means its first endpoint, another one is named in full", () => {
  expect(parse("postgres=15432", "minio=19000", "minio.console=19001")).toEqual({ "postgres.sql": 15432, "minio.s3": 19000, "minio.console": 19001 });
});

test.each(["postgres", "postgres=", "postgres=abc", "postgres=0", "postgres=70000", "=1"])("%s is no port wish", (value) => {
  expect(() => parse(value)).toThrowError(expect.objectContaining({ code: "USAGE", message: `--port ${value} is not service=port` }));
});

test("an unknown name is answered with what was probably meant", () => {
  expect(() => parse("postgre=1")).toThrowError(expect.objectContaining({ message: 'There is no service or endpoint "postgre"; did you mean "postgres"?' }));
  expect(() => parse("minio.consol=1")).toThrowError(expect.objectContaining({ message: expect.stringContaining('did you mean "minio.console"?') }));
});

test("two ports of one endpoint contradict each other, and so does one port of two; the same said twice does not", () => {
  expect(() => parse("postgres=15432", "postgres.sql=15433")).toThrowError(expect.objectContaining({ code: "USAGE", message: "--port postgres.sql=15432 and --port postgres.sql=15433 contradict each other" }));
  expect(() => parse("postgres=15432", "kafka=15432")).toThrowError(expect.objectContaining({ message: "--port postgres.sql=15432 and --port kafka.broker=15432 contradict each other" }));
  expect(parse("postgres=15432", "postgres.sql=15432")).toEqual({ "postgres.sql": 15432 });
});
