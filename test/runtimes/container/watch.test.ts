import { expect, test } from "vitest";
import type { RuntimeChange } from "../../../dev/engine/runtime.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import { changeFrom, watchContainers } from "../../../dev/runtimes/container/watch.ts";
import { fakeEngine, type Call } from "../../support/fake-engine.ts";
import { failureOf } from "../../support/failure.ts";

const INSTANCE = { id: "shop-3fa9c1", workingCopy: "/shop" };
const message = (Action: string, service = "kafka") => `${JSON.stringify({ Type: "container", Action, Actor: { Attributes: { [LABEL.service]: service } } })}\n`;

test("what the engine says becomes what happened to a service", async () => {
  let filters: unknown;
  const events = (call: Call) => {
    filters = JSON.parse(call.query.get("filters") ?? "{}");
    call.response.writeHead(200);
    const [begin, end] = [message("die").slice(0, 20), message("die").slice(20)];
    call.response.write(`${message("create")}${message("start")}${begin}`);
    call.response.write(`${end}not json\n${message("exec_create: sh")}${message("destroy", "vault")}`);
  };
  await using engine = await fakeEngine({ overrides: { "GET /events": events } });
  const over = new AbortController();
  const seen: RuntimeChange[] = [];
  for await (const change of watchContainers(engine.socket, INSTANCE, over.signal)) {
    seen.push(change);
    if (seen.length === 4) over.abort(); // and so the loop ends
  }
  expect(seen.map(({ service, kind }) => `${service} ${kind}`)).toEqual(["kafka created", "kafka started", "kafka ended", "vault removed"]);
  expect(filters).toMatchObject({ type: ["container"], label: [`${LABEL.instance}=shop-3fa9c1`] });
});

test("an engine that goes away is an error, not silence", async () => {
  await using engine = await fakeEngine({ overrides: { "GET /events": ({ response }) => void response.writeHead(200).write(message("start"), () => response.destroy()) } });
  const watch = async () => {
    for await (const _change of watchContainers(engine.socket, INSTANCE, new AbortController().signal));
  };
  expect(await failureOf(watch())).toMatchObject({ code: "ENGINE_FAILED", message: "The engine stopped telling what happens to its containers" });
});

test("what is none of ours is no change", () => {
  expect(["", "{}", '{"Action":"start"}', message("rename")].map(changeFrom)).toEqual([undefined, undefined, undefined, undefined]);
});
