import { userInfo } from "node:os";

/** Asked of the process and not of the system's list of users, which in containers knows nothing of who was given by a number alone (`docker run --user 1234`). -1 where there is none. */
export const ownUserId = (): number => process.getuid?.() ?? -1;

/** The name of this user; where the system knows none, the number. */
export const ownUserName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return String(ownUserId());
  }
};
