import { expect, test } from "vitest";
import { instanceOf } from "../../../dev/model/instance.ts";
import { containerRuntime } from "../../../dev/runtimes/container/container-runtime.ts";
import { fakeEngine } from "../../support/fake-engine.ts";
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
