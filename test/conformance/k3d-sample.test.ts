import { k3dEquipment } from "../support/k3d-equipment.ts";
import { chainWorks } from "../support/sample/chain.ts";
import { sampleInstance } from "../support/sample/sample-instance.ts";

chainWorks(async () => {
  const { env, nodeImage, [Symbol.asyncDispose]: release } = await k3dEquipment();
  const instance = await sampleInstance("sample-k3d", { runtime: "k3d", cluster: { image: nodeImage } }, env);
  return {
    ...instance,
    [Symbol.asyncDispose]: async () => {
      await instance[Symbol.asyncDispose]();
      await release();
    },
  };
});
