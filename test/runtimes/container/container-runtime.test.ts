import { expect, test } from "vitest";
import { instanceOf } from "../../../dev/model/instance.ts";
import { containerRuntime } from "../../../dev/runtimes/container/container-runtime.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import { desiredContainer, image } from "../../support/builders.ts";
import { fakeEngine, type Call, type Overrides } from "../../support/fake-engine.ts";
import { failureOf } from "../../support/failure.ts";

const instance = instanceOf("/home/dev/shop");
const never = new AbortController().signal;
const path = `/containers/neotool-${instance.id}-vault`;

test("a container that somebody else is removing is waited for until it is gone", async () => {
  await using fake = await fakeEngine({
    overrides: {
      [`DELETE ${path}`]: ({ answer }) => answer(409, { message: "removal of container vault is already in progress" }),
      [`POST ${path}/wait`]: ({ answer, query }) => answer(query.get("condition") === "removed" ? 200 : 400, { StatusCode: 0 }),
    },
  });
  await containerRuntime(fake.engine, instance).apply({ kind: "remove", service: "vault" }, never);
  expect(fake.calls.filter((call) => call.startsWith("POST"))).toEqual([`POST ${path}/wait`]);
});

test.each([
  ["that answers late", { [`POST ${path}/wait`]: 200, [`GET ${path}/json`]: 404 }],
  ["that it never saw", { [`POST ${path}/wait`]: 404 }],
])("a container that is removed behind its back is told as that, by an engine %s", async (_when, answers) => {
  const overrides = Object.fromEntries(Object.entries(answers).map(([call, status]) => [call, ({ answer }: { answer(status: number, value: unknown): void }) => answer(status, status === 200 ? { StatusCode: 137 } : { message: "No such container" })]));
  await using fake = await fakeEngine({ overrides });
  expect(await failureOf(containerRuntime(fake.engine, instance).exited("vault", never))).toMatchObject({
    code: "SERVICE_EXITED",
    message: "The container of vault was removed by somebody else while it was being waited for",
    hint: expect.stringContaining("neotool dev up"),
  });
});

const name = `neotool-${instance.id}`;
const labels = { [LABEL.instance]: instance.id };

/** An engine with two networks of our name, the second made while the first was; `used` cannot be removed. */
const engineWithTwoNetworks = (used: string) => {
  const networks = new Map([["older", "2026-11-21T03:00:00Z"], ["newer", "2026-11-21T03:00:01Z"]]);
  const byName = ({ answer }: Call) => (networks.size > 1 ? answer(400, { message: "2 matches" }) : answer(204));
  const overrides: Overrides = {
    "GET /networks": ({ answer }) => answer(200, [...networks].map(([Id, Created]) => ({ Id, Name: name, Created, Labels: labels }))),
    ...Object.fromEntries([...networks.keys()].map((id) => [`DELETE /networks/${id}`, ({ answer }: Call) => (id === used ? answer(403, { message: "active endpoints" }) : (networks.delete(id), answer(204)))])),
    [`DELETE /networks/${name}`]: byName,
    [`POST ${path}/start`]: byName,
  };
  return { networks, overrides };
};

test.each([
  ["nobody", "older"],
  ["older", "older"],
  ["newer", "newer"],
])("a start that finds two networks of our name keeps one, and never one that is used (%s)", async (used, kept) => {
  const { networks, overrides } = engineWithTwoNetworks(used);
  await using fake = await fakeEngine({ overrides });
  await containerRuntime(fake.engine, instance).apply({ kind: "start", service: "vault" }, never);
  expect([...networks.keys()]).toEqual([kept]);
});

test("a removal of the network removes every one of our name", async () => {
  const { networks, overrides } = engineWithTwoNetworks("nobody");
  await using fake = await fakeEngine({ overrides });
  await containerRuntime(fake.engine, instance).apply({ kind: "remove-network" }, never);
  expect([...networks.keys()]).toEqual([]);
});

test("any other refusal of a start stays what it is", async () => {
  await using fake = await fakeEngine({ overrides: { [`POST ${path}/start`]: ({ answer }) => answer(400, { message: "bad parameter" }) } });
  expect(await failureOf(containerRuntime(fake.engine, instance).apply({ kind: "start", service: "vault" }, never))).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("bad parameter") });
});

const create = { kind: "create", desired: desiredContainer("vault"), image: image("vault:1") } as const;

/** An engine in which something bears our container's name, until it is removed. */
const engineWithNamesake = (owner: string) => {
  let isThere = true;
  const overrides: Overrides = {
    "POST /containers/create": ({ answer }) => (isThere ? answer(409, { message: "already in use" }) : answer(201, { Id: "new" })),
    [`GET ${path}/json`]: ({ answer }) => answer(200, { Config: { Labels: { [LABEL.instance]: owner } } }),
    [`DELETE ${path}`]: ({ answer }) => ((isThere = false), answer(204)),
  };
  return overrides;
};

test("a container that a killed run still asked for, and that came into being since we looked, is made anew", async () => {
  await using fake = await fakeEngine({ overrides: engineWithNamesake(instance.id) });
  await containerRuntime(fake.engine, instance).apply(create, never);
  expect(fake.calls).toContain(`DELETE ${path}`);
});

test("a stranger that bears our container's name is told, and left alone", async () => {
  await using fake = await fakeEngine({ overrides: engineWithNamesake("somebody") });
  expect(await failureOf(containerRuntime(fake.engine, instance).apply(create, never))).toMatchObject({ code: "NAME_TAKEN" });
  expect(fake.calls).not.toContain(`DELETE ${path}`);
});
