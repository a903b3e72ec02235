import type { Arguments } from '../programs/read-arguments.js';
import { valueOf } from '../programs/read-arguments.js';

/**
 * Verbs by which any tool takes something away or ends something. What a table says of a tool in general ("changes
 * something that is known how to undo") was not said of these.
 */
const TAKES =
  /(^|[-_:.])(delete|del|remove|rm|destroy|drop|purge|erase|wipe|zap|nuke|truncate|uninstall|unregister|deregister|revoke|evict|terminate|kill|prune|flush|unpublish|undeploy|decommission|deactivate|delshare|delall|clearall|reset|shutdown|poweroff|reboot|halt|expunge|discard|forget|detach|disable|stop|scrap|obliterate|annihilate)([-_:.](all|force|now|everything))?$/;
const TAKING_OPTION =
  /^--?(delete|remove|destroy|drop|purge|erase|wipe|zap|truncate|uninstall|unregister|deregister|revoke|evict|terminate|kill|flush|decommission|reset|shutdown|poweroff|reboot|halt|obliterate|delete-(all|source|after|before|existing)|remove-(all|source|source-files|existing)|force-(delete|remove))$/;

/** Of words that stand where verbs stand: a file may have any name. */
const VERBS = 3;

/** The word by which the tool takes something away. */
export function findTaking({ plain, options }: Arguments): string | undefined {
  for (const word of plain.slice(0, VERBS)) {
    const text = valueOf(word).toLowerCase();
    if (TAKES.test(text)) return text;
  }
  return [...options].find((option) => TAKING_OPTION.test(option.toLowerCase()));
}
