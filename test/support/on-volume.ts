import { expect } from "vitest";
import { docker } from "./engine.ts";
import type { TestInstance } from "./instance.ts";

/** Runs a shell line on one of an instance's volumes, which is made where there is none, below `/volume`. */
export const onVolume = async ({ id, path }: Pick<TestInstance, "id" | "path">, volume: string, line: string, image = "neotool.local/busybox:1.37"): Promise<void> => {
  const client = await docker();
  const name = `neotool-${id}-${volume}`;
  await client.createVolume({ Name: name, Labels: { "dev.neotool.instance": id, "dev.neotool.working-copy": path } });
  const container = await client.createContainer({ Image: image, Cmd: ["sh", "-c", line], HostConfig: { Binds: [`${name}:/volume`] } });
  await container.start();
  const { StatusCode }: { StatusCode: number } = await container.wait();
  await container.remove({ v: true });
  expect(StatusCode, line).toBe(0);
};
