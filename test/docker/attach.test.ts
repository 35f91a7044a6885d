import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { engineAttach } from "../../dev/docker/attach.ts";
import { failureOf } from "../support/failure.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { tempDir } from "../support/temp-dir.ts";

test("a container's input is what is written into it, from the first byte on, and its output is read whole", async () => {
  await using directory = await tempDir();
  const socket = directory.file("engine.sock");
  const asked: string[] = [];
  const input: Promise<string>[] = [];
  const engine = createServer().on("upgrade", ({ method, url, headers }, stream, head) => {
    asked.push(`${method} ${url} ${headers.connection} ${headers.upgrade} ${headers["content-length"] ?? headers["transfer-encoding"]}`);
    stream.unshift(head); // what came with the question is the beginning of the input
    input.push(text(stream));
    stream.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nalready said, ");
    stream.end("and said later");
  });
  await once(engine.listen(socket), "listening");
  try {
    const stream = await engineAttach(socket, "one");
    stream.end("begin\n");
    expect(await text(stream)).toBe("already said, and said later");
    expect(await Promise.all(input)).toEqual(["begin\n"]);
    expect(asked).toEqual(["POST /containers/one/attach?stream=1&stdin=1&stdout=1&stderr=1 Upgrade tcp 0"]);
  } finally {
    engine.close();
  }
});

test("an engine that does not open it says so", async () => {
  await using fake = await fakeEngine({ overrides: { "POST /containers/one/attach": ({ answer }) => answer(404, { message: "No such container" }) } });
  expect(await failureOf(engineAttach(fake.socket, "one"))).toMatchObject({ code: "ENGINE_FAILED", message: "The engine did not open the input of a container: HTTP 404" });
});
