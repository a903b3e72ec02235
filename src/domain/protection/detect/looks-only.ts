import type { Word } from '../../../platform/shell/reading.js';
import type { Arguments } from '../programs/read-arguments.js';
import { valueOf } from '../programs/read-arguments.js';

/**
 * Verbs by which every tool that is steered by verbs only shows something. A table need not list them: what a tool does
 * besides is in its rules, and these are looked at only where no rule has spoken.
 */
const LOOKS =
  /^(list|lst|ls|show|current|heads|sizes?|status|stat|stats|statistics|get|describe|desc|info|version|help|usage|validate|verify|check|lint|diff|inspect|view|print|cat|search|find|query|history|log|logs|events?|top|ps|doctor|whoami|about|outdated|audit|tree|du|df|health|healthcheck|ready|count|summary|report|explain|compare|env|dump-config|config-dump|completion|capabilities|printenv|display|read|monitor|watch|tail|ping|examine|analyz?e|plan|preview|state|queues|members|peers|routes|nodes|leaders?|whatis|depends|rdepends|provides|owns|which|policy|changelog|selftest|self-test|test-config|configtest|lookup|resolve|uptime|dryrun|dry-run|simulate|estimate|scan|adapt|environ|build-info|graph|facts|inventory|ls-remote|show-all|list-all|getall)$/;
/** `list-jobs`, `get-state`, `config:list`, `vm.info`, `migrate:status`. */
const COMPOUND =
  /^((?:show|list(?!en)|describe)[a-z]+|\w*devlist|(list|ls|show|get|describe|debug|lint|dump|status|stats?|scan|info|check|verify|validate|query|print|display|inspect|search|find|count|diff|view)[-_:.][\w:.-]+|[\w:.-]+[-_:.](list|ls|status|stats|info|show|get|describe|check|verify|version|validate|diff|history|inspect|search|count|scan|checks?))$/;
/** Names of what there is many of: alone, without a verb, they are listed. */
const MANY =
  /^(snapshots|jobs|users|tasks|services|pools|volumes|disks|images|plugins|sessions|tags|branches|releases|interfaces|addresses|repos|repositories|packages|versions|processes|threads|locks|tables|databases|topics|streams|consumers|subscriptions|clients|connections|alerts|rules|targets|devices|drives|sensors|partitions|profiles|policies|roles|groups|buckets|objects|datasets|zones|records|hosts|domains|networks|certs|certificates|backups|archives|containers|models|clusters|namespaces|resources|workflows|runs|pipelines|issues|releases)$/;
/** Words before it that make another thing of it: `delete list`, `exec status`, `set version`. */
const ACTS =
  /(^|[-_:.])(add|apply|attach|backup|cancel|change|clean|clear|clone|close|commit|config|convert|copy|cp|create|deactivate|decommission|del|delete|demote|deploy|destroy|detach|disable|discard|drain|drop|edit|eject|enable|end|erase|eval|evict|exec|expire|export|fail|failover|fix|flush|force|forget|format|gc|halt|import|init|initialize|insert|install|invoke|join|kill|leave|load|lock|make|merge|migrate|mount|move|mv|new|offline|open|patch|pause|poweroff|promote|prune|publish|pull|purge|push|put|reboot|rebuild|recover|register|reinstall|reload|remove|rename|repair|replace|reset|resize|restart|restore|resume|revert|revoke|rm|rollback|rotate|run|scale|send|set|shell|shutdown|ssh|start|stop|suspend|switch|sync|terminate|trigger|truncate|unban|undo|uninstall|unlink|unlock|unmount|unregister|unset|update|upgrade|wipe|write|zap)([-_:.]|$)/;
/** Verbs that are names of things as well: `migrate status`, `backup list`. */
const ALSO_NOUNS = /^(backup|config|deploy|lock|migrate|sync|upgrade)$/;
/** Options that make a change of a look: `check --repair`. Values such as `--output=json` say nothing. */
const CHANGES =
  /^--?(fix|repair|delete|remove|purge|prune|clean|force|exec|execute|run|apply|write|set|reset|destroy|drop|kill|install|update|upgrade|import|overwrite|in-place|eval|command|script|autofix|auto-fix|destructive|clear|init|edit|save|restore|rollback|yes)($|-)/;

const NOUNS_BEFORE = 4;
const NO_WORD: Word = { source: '', values: [''], unknown: false, glob: false, maySplit: false };

/** A known tool is asked to show something, and nothing in its options says otherwise. */
export function looksOnly({ plain, options, unknown }: Arguments): boolean {
  if (unknown || [...options].some((option) => CHANGES.test(option))) return false;
  for (const word of plain.slice(0, NOUNS_BEFORE + 1)) {
    const text = valueOf(word).toLowerCase();
    if (word.unknown || !/^[a-z][\w:.-]*$/.test(text)) return false;
    if (ACTS.test(text) && !ALSO_NOUNS.test(text)) return isCompoundLook(text);
    if (LOOKS.test(text) || COMPOUND.test(text)) return true;
  }
  return MANY.test(valueOf(plain.at(-1) ?? NO_WORD).toLowerCase());
}

/** `migrate:status`, `config:list`, `backup-list`: the last part counts. */
function isCompoundLook(text: string): boolean {
  return /[:.-](list|ls|status|stats|info|show|history|version|inspect)$/.test(text);
}
