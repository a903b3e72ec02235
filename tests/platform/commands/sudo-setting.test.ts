import test from 'ava';
import { sudoFailure, withSudoSetting } from '../../../src/platform/commands/sudo-setting.js';

const free = { tools: {}, sudo: 'passwordless', sudoProblem: null } as const;
const refused = { tools: {}, sudo: 'none', sudoProblem: 'sudo refused the command' } as const;

test('what a person set for sudo holds for what was detected anew as well', (t) => {
  t.is(withSudoSetting(free, 'none').sudo, 'none');
  t.is(withSudoSetting(free, null).sudo, 'passwordless');
  t.is(withSudoSetting({ tools: {}, sudo: 'none' }, 'passwordless').sudo, 'passwordless');
});

test('a password that was tried in vain is not tried with every command', (t) => {
  t.is(withSudoSetting(refused, 'password').sudo, 'none');
});

test('a sudo that is free for some commands only is used for all that need root', (t) => {
  t.is(withSudoSetting(refused, 'passwordless').sudo, 'passwordless');
  t.is(sudoFailure(refused, 'passwordless', false), null);
});

test('it is an error where somebody counts on it: by setting, or by a stored password', (t) => {
  t.is(sudoFailure(refused, 'password', true)?.errorClass, 'sudo_refused');
  t.is(sudoFailure(refused, null, true)?.errorClass, 'sudo_refused');
  t.is(sudoFailure(refused, 'password', false)?.errorClass, 'sudo_password_required');
  t.is(sudoFailure(refused, null, false), null);
  t.is(sudoFailure(refused, 'none', true), null);
  t.is(sudoFailure(free, 'password', true), null);
});
