import { expect, test } from "vitest";
import type { ExecResult } from "../../../dev/engine/runtime.ts";
import type { ContainerService } from "../../../dev/model/service.ts";
import { makeWay } from "../../../dev/wiring/data/snapshot/make-way.ts";
import { container, desired, desiredContainer, observed } from "../../support/builders.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";

const RENEWAL: Partial<ContainerService<string>> = { renewal: { command: ["sh", "renew.sh", "aside"], folder: "/data/.neotool-restore" } };

const makingWay = async (service: Partial<ContainerService<string>>, hash: string, answer: () => ExecResult) => {
  const runtime = fakeRuntime({ minio: { exec: answer } });
  const way = await makeWay({ connection: { runtime }, desired: desired(desiredContainer("minio", service)), observed: observed([container("minio", { hash })]) }, "minio", new AbortController().signal);
  return { way, done: runtime.done };
};
const exit = (exitCode: number) => (): ExecResult => ({ exitCode, stdout: "", stderr: "" });

test("a service that can begin anew in its container is asked to end there, and the container stays", async () => {
  expect(await makingWay(RENEWAL, "h1", exit(0))).toEqual({ way: "aside", done: ["exec minio: sh renew.sh aside"] });
});

test("it is stopped where it cannot: it knows no such way, it is of another definition, it does not end, nobody can ask it", async () => {
  expect(await makingWay({}, "h1", exit(0))).toEqual({ way: "stopped", done: ["stop minio"] });
  expect(await makingWay(RENEWAL, "of an older definition", exit(0))).toEqual({ way: "stopped", done: ["stop minio"] });
  expect(await makingWay(RENEWAL, "h1", exit(1))).toEqual({ way: "stopped", done: ["exec minio: sh renew.sh aside", "stop minio"] });
  const nobody = () => {
    throw new Error("no such container");
  };
  expect(await makingWay(RENEWAL, "h1", nobody)).toEqual({ way: "stopped", done: ["exec minio: sh renew.sh aside", "stop minio"] });
});
