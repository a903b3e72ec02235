import test from 'ava';
import { detect } from '../../../../src/domain/protection/detect/detect.js';
import { EFFECTS } from '../../../../src/domain/protection/detect/finding.js';
import type { Dialect } from '../../../../src/platform/shell/reading.js';
import { ALL_PROGRAMS } from '../../../../src/domain/protection/programs/index.js';
import type { Rule } from '../../../../src/domain/protection/programs/program.js';
import { findTableProblems } from '../../../../src/domain/protection/programs/registry.js';
import { loadReaders } from '../../../../src/platform/shell/load-readers.js';

const readers = await loadReaders();

/** A sample for another dialect says so before its text: `powershell: Remove-Item x`. */
function read(sample: string): { readonly command: string; readonly dialect?: Dialect } {
  const marked = /^(powershell|cmd|sh): (.*)$/s.exec(sample);
  return marked === null ? { command: sample } : { command: marked[2]!, dialect: marked[1] as Dialect };
}

/** A rule that holds has not held what it found in a place where nothing is lost; that is a miss of it, and still a match. */
function applies(rule: Rule, sample: string, heldOnly: boolean): boolean {
  const { effect, findings } = detect(read(sample), readers);
  if (rule.effect === 'read_only') return effect === 'read_only';
  const own = findings.filter((finding) => finding.rule === rule.id);
  return rule.effect === 'reversible' || !heldOnly
    ? own.length > 0
    : own.some((finding) => finding.effect !== 'reversible');
}

test('no program has two tables and no rule id is there twice', (t) => {
  t.deepEqual(findTableProblems(ALL_PROGRAMS), []);
});

test('every program says why, and every rule is named for a program', (t) => {
  for (const { names, why, rules } of ALL_PROGRAMS) {
    t.true(names.length > 0 && why !== '', names.join());
    for (const rule of rules) t.regex(rule.id, /^[\w@.+[-]+\.[\w.-]+$/, rule.id);
  }
});

test('every rule applies to the texts that it says it matches, and to none that it says it misses', (t) => {
  const broken: string[] = [];
  for (const rule of ALL_PROGRAMS.flatMap(({ rules }) => rules)) {
    if (rule.matches.length === 0) broken.push(`${rule.id} has nothing that it matches`);
    for (const sample of rule.matches) if (!applies(rule, sample, false)) broken.push(`${rule.id} misses: ${sample}`);
    for (const sample of rule.misses) if (applies(rule, sample, true)) broken.push(`${rule.id} matches: ${sample}`);
  }
  t.deepEqual(broken, []);
});

test('the effect of a text is at least that of each rule that it matches', (t) => {
  for (const rule of ALL_PROGRAMS.flatMap(({ rules }) => rules)) {
    for (const sample of rule.matches) {
      const { effect, findings } = detect(read(sample), readers);
      const own = findings.filter((finding) => finding.rule === rule.id);
      for (const finding of own) t.true(EFFECTS.indexOf(effect) >= EFFECTS.indexOf(finding.effect), sample);
    }
  }
});
