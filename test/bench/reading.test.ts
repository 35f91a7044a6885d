import { expect, test } from "vitest";
import { advertisedIn } from "../../scripts/bench/stack/kafka-oracle.ts";
import { phaseLine } from "../../scripts/bench/stack/phase-lines.ts";

test("a line of up says which service came into which phase", () => {
  expect(phaseLine("   0.3 s  kafka              starting")).toEqual({ service: "kafka", phase: "starting" });
  expect(phaseLine("  12.0 s  postgres-databases completed")).toEqual({ service: "postgres-databases", phase: "completed" });
  expect(phaseLine("Interrupted: nothing new is begun")).toBeUndefined();
});

test("a metadata answer names the brokers, with and without a rack", () => {
  const string = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
  const int32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const noRack = Buffer.from([0xff, 0xff]);
  const brokers = [int32(1), string("127.0.0.1"), int32(9092), noRack, int32(2), string("kafka"), int32(19092), string("a")];
  expect(advertisedIn(Buffer.concat([int32(1), int32(2), ...brokers]))).toEqual(["127.0.0.1:9092", "kafka:19092"]);
});
