import { expect, test } from "vitest";
import { choosePorts, formatMove, type PortQuestions, type PortWish } from "../../dev/planner/choose-ports.ts";
import { ANY_PORT } from "../../dev/model/service.ts";

/** A machine with some ports taken. */
const machine = (busy: Readonly<Record<number, string | undefined>> = {}): PortQuestions => ({
  isFree: async (port) => !(port in busy),
  holderOf: async (port) => busy[port],
  ephemeral: async () => 49_999,
});

const wish = (over: Partial<PortWish> = {}): PortWish => ({ key: "postgres.sql", preferred: 5432, asked: undefined, bound: undefined, remembered: undefined, ...over });

const choose = async (wishes: readonly PortWish[], busy: Parameters<typeof machine>[0] = {}, strict = false) => {
  const { ports, moves } = await choosePorts(wishes, strict, machine(busy));
  return { ports: Object.fromEntries(ports), moves: moves.map(formatMove) };
};

test("a free preferred port is taken, and nothing is said", async () => {
  expect(await choose([wish()])).toEqual({ ports: { "postgres.sql": 5432 }, moves: [] });
});

test("a taken port moves to a recognisable one, and the holder is named", async () => {
  expect(await choose([wish()], { 5432: "container shop-db-1 of the Compose project shop" })).toEqual({
    ports: { "postgres.sql": 15432 },
    moves: ["postgres.sql moved from 5432 to 15432: 5432 is taken by container shop-db-1 of the Compose project shop"],
  });
});

test("a holder that the system hides is said to be hidden", async () => {
  expect((await choose([wish()], { 5432: undefined })).moves).toEqual(["postgres.sql moved from 5432 to 15432: 5432 is taken (by a process that this user may not see)"]);
});

test("a moved port stays moved, although the preferred one is free again", async () => {
  expect(await choose([wish({ remembered: 15432 })])).toEqual({ ports: { "postgres.sql": 15432 }, moves: ["postgres.sql is at 15432 (moved from 5432 before)"] });
});

test("a remembered port that is taken now moves on", async () => {
  expect((await choose([wish({ remembered: 15432 })], { 15432: "x", 5432: "y" })).ports).toEqual({ "postgres.sql": 25432 });
});

test("our own running container does not make its port busy", async () => {
  expect(await choose([wish({ bound: 5432 })], { 5432: "ourselves" })).toEqual({ ports: { "postgres.sql": 5432 }, moves: [] });
});

test("when every neighbour is taken, the machine gives one", async () => {
  const busy = Object.fromEntries([5432, 15432, 25432, 35432, 45432, 55432, 65432].map((port) => [port, "x"]));
  expect((await choose([wish()], busy)).ports).toEqual({ "postgres.sql": 49_999 });
});

test("two endpoints never get the same port", async () => {
  const { ports } = await choose([wish(), wish({ key: "other.sql" })]);
  expect(ports).toEqual({ "postgres.sql": 5432, "other.sql": 15432 });
});

test("a port that was asked for is exact, and every busy one is reported at once", async () => {
  const wishes = [wish({ asked: 6000 }), wish({ key: "kafka.broker", preferred: 9092, asked: 6001 })];
  await expect(choose(wishes, { 6000: "process 812 (postgres)", 6001: undefined })).rejects.toMatchObject({
    code: "PORT_BUSY",
    message: "2 ports are taken",
    evidence: ["postgres.sql wants port 6000, which is taken by process 812 (postgres)", "kafka.broker wants port 6001, which is taken (by a process that this user may not see)"],
  });
  expect((await choose([wish({ asked: 6000, remembered: 15432 })])).ports).toEqual({ "postgres.sql": 6000 });
});

test("strict ports refuse to move", async () => {
  await expect(choose([wish()], { 5432: "process 812 (postgres)" }, true)).rejects.toMatchObject({
    code: "PORT_BUSY",
    message: "postgres.sql wants port 5432, which is taken by process 812 (postgres)",
  });
});

test("services may change places: a port that one of them leaves is free for another, asked for or preferred", async () => {
  const busy = { 5432: "ourselves", 6432: "ourselves" };
  const [postgres, pgbouncer] = [wish({ bound: 5432, preferred: 6432 }), wish({ key: "pgbouncer.sql", bound: 6432, preferred: 5432 })];
  const changed = { ports: { "postgres.sql": 6432, "pgbouncer.sql": 5432 }, moves: [] };
  expect(await choose([postgres, pgbouncer], busy)).toEqual(changed);
  expect(await choose([postgres, pgbouncer], busy, true)).toEqual(changed);
  expect(await choose([wish({ bound: 5432, asked: 6432 }), wish({ key: "pgbouncer.sql", bound: 6432, preferred: 6432, asked: 5432 })], busy)).toMatchObject({ ports: changed.ports });
});

test("a port that its service keeps is taken, and so is that of an application, which only its own start ends", async () => {
  const busy = { 5432: "ourselves", 8080: "ourselves" };
  expect((await choose([wish({ key: "other.sql" }), wish({ bound: 5432 })], busy)).ports).toEqual({ "other.sql": 15432, "postgres.sql": 5432 });
  expect((await choose([wish({ key: "other.sql", preferred: 8080 }), wish({ key: "app.http", bound: 8080, asked: 8081, isProgram: true })], busy)).ports).toEqual({ "other.sql": 18080, "app.http": 8081 });
});

test("where no port is preferred it is any free one, and nobody is told that it moved", async () => {
  const dealt = [15_432, 40_001, 40_002, 40_002, 40_003];
  const machine: PortQuestions = { isFree: async (port) => port !== 40_001, holderOf: async () => undefined, ephemeral: async () => dealt.shift() ?? 0 };
  const wishes = [wish({ asked: 15_432 }), wish({ key: "kafka.broker", preferred: ANY_PORT }), wish({ key: "vault.api", preferred: ANY_PORT })];
  const { ports, moves } = await choosePorts(wishes, true, machine);
  expect(Object.fromEntries(ports)).toEqual({ "postgres.sql": 15_432, "kafka.broker": 40_002, "vault.api": 40_003 });
  expect(moves).toEqual([]);
});

test("any port that was chosen before stays while it is free", async () => {
  expect((await choose([wish({ preferred: ANY_PORT, remembered: 41_000 })])).ports).toEqual({ "postgres.sql": 41_000 });
  expect((await choose([wish({ preferred: ANY_PORT, remembered: 41_000 })], { 41_000: "x" })).ports).toEqual({ "postgres.sql": 49_999 });
});
