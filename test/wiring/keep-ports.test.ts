import { expect, test } from "vitest";
import { systemClock } from "../../dev/platform/clock.ts";
import { portReservations } from "../../dev/platform/port-reservations.ts";
import { keepPorts } from "../../dev/wiring/keep-ports.ts";
import { realSurroundings } from "../../dev/wiring/surroundings.ts";
import { desired, desiredContainer } from "../support/builders.ts";
import { tempDir } from "../support/temp-dir.ts";

test("ports of services that are stopped for a while are not given to another instance, until they are started again", async () => {
  await using cache = await tempDir();
  const { signal } = new AbortController();
  const services = desired({ ...desiredContainer("postgres"), ports: { sql: 15_432 } }, { ...desiredContainer("vault"), ports: { api: 18_200 } });
  const surroundings = { ...realSurroundings(), cache: cache.path };
  const reserved = async () => (await portReservations(cache.path, systemClock, signal)).choose(async (isReserved) => [15_432, 18_200].filter(isReserved), () => []);
  {
    await using _ports = await keepPorts(surroundings, ["postgres"], services, signal);
    expect(await reserved()).toEqual([15_432]);
  }
  expect(await reserved()).toEqual([]);
});
