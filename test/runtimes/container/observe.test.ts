import { expect, test } from "vitest";
import { instanceOf } from "../../../dev/model/instance.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import { observe } from "../../../dev/runtimes/container/observe.ts";
import { interruption } from "../../../dev/platform/interrupt.ts";
import { containerRuntime } from "../../../dev/runtimes/container/container-runtime.ts";
import { fakeEngine } from "../../support/fake-engine.ts";
import { failureOf } from "../../support/failure.ts";
import { until } from "../../support/until.ts";

const never = new AbortController().signal;
const instance = instanceOf("/home/dev/shop");
const labels = (service: string) => ({ [LABEL.instance]: instance.id, [LABEL.service]: service, [LABEL.hash]: "h1" });

const inspected = (id: string, service: string) => ({
  Id: id,
  Name: `/neotool-${instance.id}-${service}`,
  Image: "sha256:1",
  Config: { Image: "postgres:18.1", Labels: labels(service) },
  State: { Status: "running", StartedAt: "2026-11-20T10:00:00Z", ExitCode: 0, OOMKilled: false },
  HostConfig: { PortBindings: { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: "15432" }], "9000/tcp": null } },
});

test("a container that is removed while we look is not there; the others are", async () => {
  await using engine = await fakeEngine({
    overrides: {
      "GET /containers/json": (call) => call.answer(200, [{ Id: "kept", Names: [], Labels: labels("postgres") }, { Id: "gone", Names: [], Labels: labels("kafka") }]),
      "GET /containers/kept/json": (call) => call.answer(200, inspected("kept", "postgres")),
      "GET /containers/gone/json": (call) => call.answer(404, { message: "No such container: gone" }),
    },
  });
  const { containers } = await observe(engine.socket, instance, never);
  expect([...containers.values()].map(({ service, ports }) => ({ service, ports }))).toEqual([{ service: "postgres", ports: { 5432: 15432 } }]);
});

test("any other trouble with one container is the engine's failure", async () => {
  await using engine = await fakeEngine({
    overrides: {
      "GET /containers/json": (call) => call.answer(200, [{ Id: "sick", Names: [], Labels: labels("postgres") }]),
      "GET /containers/sick/json": (call) => call.answer(500, { message: "driver failed" }),
    },
  });
  await expect(observe(engine.socket, instance, never)).rejects.toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("driver failed") });
});

test("an interruption ends a look at an engine that hangs, at once and as the interruption that it is", async () => {
  await using engine = await fakeEngine({ overrides: { "GET /networks": () => {} } });
  const pressed = new AbortController();
  const looking = observe(engine.socket, instance, pressed.signal);
  const outcome = failureOf(looking);
  await until("it asks", () => engine.calls.includes("GET /networks"));
  pressed.abort(interruption());
  expect(await outcome).toMatchObject({ code: "INTERRUPTED" });
});

test("a look that takes too long is the engine's failure, and no defect of ours", async () => {
  await using fake = await fakeEngine({ overrides: { "GET /networks": () => {} } });
  expect(await failureOf(containerRuntime(fake.engine, instance).observe(AbortSignal.timeout(30)))).toMatchObject({
    code: "ENGINE_FAILED",
    message: "The engine could not list what this instance has: The operation was aborted due to timeout",
  });
});
