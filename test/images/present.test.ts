import { expect, test } from "vitest";
import { presentImage } from "../../dev/images/present.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import type { FakeImage } from "../support/fake-engine-images.ts";
import { failureOf } from "../support/failure.ts";
import { idOf, locked } from "../support/images.ts";

const standIn: FakeImage = {
  id: idOf("5"),
  names: ["neotool.local/app:1"],
  labels: { "dev.neotool.image.stand-in-for": "app:1", "dev.neotool.image.software-version": "1.0.6" },
};

const present = async (images: readonly FakeImage[], over: Parameters<typeof locked>[0] = {}) => {
  await using fake = await fakeEngine({ images });
  return await presentImage(fake.socket, locked(over));
};

test("an image that the engine has is found with its id and size", async () => {
  expect(await present([{ id: idOf("a"), names: ["app:1"], sizeBytes: 42 }])).toEqual({ reference: "app:1", id: idOf("a"), sizeBytes: 42, standInFor: null, softwareVersion: null });
});

test("an engine without it has none", async () => {
  expect(await present([{ id: idOf("a"), names: ["app:2"] }])).toBeUndefined();
});

test("the official image comes before a mirror's, and both before the stand-in", async () => {
  const official: FakeImage = { id: idOf("a"), names: ["app:1"] };
  const mirrored: FakeImage = { id: idOf("b"), names: ["mirror.example.com/app:1"] };
  expect(await present([standIn, mirrored, official])).toMatchObject({ id: official.id });
  expect(await present([standIn, mirrored])).toMatchObject({ id: mirrored.id, standInFor: null });
  expect(await present([standIn])).toMatchObject({ id: standIn.id, standInFor: "app:1", softwareVersion: "1.0.6" });
});

test("a stand-in that lost its labels does not pass for the official image", async () => {
  expect(await present([{ id: idOf("5"), names: ["neotool.local/app:1"] }])).toMatchObject({ standInFor: "app:1", softwareVersion: null });
});

test("a stand-in that somebody named like the official image is still shown as one", async () => {
  expect(await present([{ ...standIn, names: ["app:1"] }])).toMatchObject({ reference: "app:1", standInFor: "app:1" });
});

const digest = idOf("d");

test("where the digest is known, another image of the same name is not taken", async () => {
  const moved: FakeImage = { id: idOf("e"), names: ["app:1"], digests: [`app@${idOf("e")}`] };
  expect(await present([moved], { digest })).toBeUndefined();
  expect(await present([moved, standIn], { digest })).toMatchObject({ id: standIn.id });
});

test("an image with the known digest is taken, also when it has no other name", async () => {
  const digests = [`mirror.example.com/app@${digest}`];
  expect(await present([{ id: idOf("a"), names: ["app:1"], digests }], { digest })).toMatchObject({ reference: "app:1" });
  expect(await present([{ id: idOf("a"), names: [], digests }], { digest })).toMatchObject({ reference: `mirror.example.com/app@${digest}` });
});

test("an image from an archive has no digest on record, and is taken by its name", async () => {
  expect(await present([{ id: idOf("a"), names: ["app:1"], digests: [] }], { digest })).toMatchObject({ id: idOf("a") });
});

test("an engine that fails is not taken for one without the image", async () => {
  await using fake = await fakeEngine({ overrides: { "GET /images/app:1/json": ({ answer }) => answer(500, { message: "layer store broken" }) } });
  expect(await failureOf(presentImage(fake.socket, locked()))).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("layer store broken") });
});
