import { expect, test } from "vitest";
import { instanceOf } from "../../../dev/model/instance.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import { observe } from "../../../dev/runtimes/container/observe.ts";
import { fakeEngine } from "../../support/fake-engine.ts";

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
  const { containers } = await observe(engine.socket, instance);
  expect([...containers.values()].map(({ service, ports }) => ({ service, ports }))).toEqual([{ service: "postgres", ports: { 5432: 15432 } }]);
});

test("any other trouble with one container is the engine's failure", async () => {
  await using engine = await fakeEngine({
    overrides: {
      "GET /containers/json": (call) => call.answer(200, [{ Id: "sick", Names: [], Labels: labels("postgres") }]),
      "GET /containers/sick/json": (call) => call.answer(500, { message: "driver failed" }),
    },
  });
  await expect(observe(engine.socket, instance)).rejects.toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("driver failed") });
});
