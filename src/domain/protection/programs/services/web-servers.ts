import type { Program } from '../program.js';
import type { Arguments } from '../read-arguments.js';
import { adds, harms, reads, someOperand, textOf, textsOf } from '../rule-kinds.js';

export const WEB_SERVERS: readonly Program[] = [
  {
    names: ['nginx', 'openresty', 'angie'],
    style: { valued: ['-s', '-c', '-g', '-p', '-e'] },
    rules: [
      reads({
        id: 'nginx.test',
        when: { anyOption: ['-t', '-T', '-v', '-V', '-h', '-?'] },
        targets: 'none',
        why: 'Checks the configuration, or prints the version.',
        matches: ['nginx -t', 'nginx -T -q', 'nginx -V'],
        misses: ['nginx -s stop'],
      }),
      adds({
        id: 'nginx.reload',
        when: { test: (given) => given.valuesOf('-s').some((word) => /^(reload|reopen)$/.test(textOf(word))) },
        targets: 'none',
        targetKind: 'unit',
        why: 'Takes the configuration in without an interruption.',
        matches: ['nginx -s reload'],
        misses: ['nginx -s quit', 'nginx -t'],
      }),
      harms('service_disruption', 'medium', {
        id: 'nginx.stop',
        when: { test: (given) => given.valuesOf('-s').some((word) => !/^(reload|reopen)$/.test(textOf(word))) },
        targets: () => ['nginx'],
        targetKind: 'unit',
        why: 'Stops the web server.',
        matches: ['nginx -s stop', 'nginx -s quit'],
        misses: ['nginx -s reload', 'nginx -c /etc/nginx/stop.conf -t'],
      }),
    ],
    otherwise: 'reversible',
    why: 'A web server; without options it starts.',
  },
  {
    names: ['apachectl', 'apache2ctl', 'httpd', 'apache2'],
    style: { valued: ['-k', '-f', '-D', '-d', '-C', '-c', '-e', '-E'] },
    rules: [
      reads({
        id: 'apachectl.test',
        when: {
          test: (given) =>
            someOperand(/^(configtest|status|fullstatus|graceful-test|help)$/)(given) ||
            ['-t', '-S', '-M', '-v', '-V', '-l', '-L', '-h'].some((option) => given.options.has(option)),
        },
        targets: 'none',
        why: 'Checks the configuration, or shows how it is.',
        matches: ['apachectl configtest', 'apache2ctl -S', 'httpd -t', 'apache2ctl -M'],
        misses: ['apachectl stop', 'apachectl restart'],
      }),
      adds({
        id: 'apachectl.graceful',
        when: { test: (given) => apacheVerbs(given).some((verb) => /^(start|graceful|reload)$/.test(verb)) },
        targets: () => ['apache'],
        targetKind: 'unit',
        why: 'Starts it, or takes the configuration in without an interruption.',
        matches: ['apachectl graceful', 'apachectl -k graceful'],
        misses: ['apachectl stop', 'apachectl configtest'],
      }),
      harms('service_disruption', 'medium', {
        id: 'apachectl.stop',
        when: { test: (given) => apacheVerbs(given).some((verb) => /^(stop|restart|graceful-stop)$/.test(verb)) },
        targets: () => ['apache'],
        targetKind: 'unit',
        why: 'Stops or interrupts the web server.',
        matches: ['apachectl stop', 'apache2ctl -k restart'],
        misses: ['apachectl graceful', 'apachectl configtest'],
      }),
    ],
    otherwise: 'reversible',
    why: 'A web server; without arguments it starts.',
  },
];

function apacheVerbs(given: Arguments): readonly string[] {
  return [...textsOf(given.operands), ...textsOf(given.valuesOf('-k'))];
}
