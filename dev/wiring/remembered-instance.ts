import { instanceDirectory } from "../instance/directory.ts";
import { peekState } from "../instance/state.ts";
import { instanceOf, type Instance } from "../model/instance.ts";

/**
 * The instance of a working copy as its last `up` has written it down: its id is a hash, and to load what makes one is a tenth of
 * `status`. For who only looks; who acts makes the id anew.
 *
 * @param workingCopy A folder that was copied or moved brings a state along that is another's.
 */
export const rememberedInstance = async (workingCopy: string): Promise<Instance> => {
  const { instance } = await peekState(instanceDirectory(workingCopy).state);
  return instance?.workingCopy === workingCopy ? instance : instanceOf(workingCopy);
};
