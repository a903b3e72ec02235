import type { Program } from '../program.js';
import { judgeOutputOptions, words } from '../reading/outputs.js';

function builders(why: string, ...names: readonly string[]): Program {
  return {
    names: words(...names),
    style: { valued: ['-o', '--output', '-C', '-f'] },
    rules: [],
    judge: judgeOutputOptions('-o', '--output'),
    otherwise: 'reversible',
    why,
  };
}

/** Programs that write what can be made again, or that serve what is there. */
export const BUILDING_TOOLS: readonly Program[] = [
  builders(
    'Checks, formats or builds texts of programs.',
    'biome oxlint oxfmt golint pyflakes pydocstyle pyupgrade rpmlint cpack clang-tidy waf xmake buck2 bazelisk pants',
    'goreleaser buf swag wasm-pack coverage lint-staged eleventy zola gatsby docusaurus vuepress antora',
    'git-cliff createrepo_c dpkg-scanpackages dpkg-buildpackage dpkg-source debuild mock',
  ),
  builders(
    'Makes keys, keys’ signatures or settings into new files.',
    'kinit dnssec-keygen opendkim-genkey named-compilezone dnssec-signzone mkdirp',
  ),
  builders(
    'Serves, shows or asks something until it is ended.',
    'http-server live-server json-server serve ngrok localtunnel bore websocat grpcurl vmalert navi',
    'xev xmessage talk serialver gdbtui',
  ),
];
