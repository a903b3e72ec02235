import type { Program } from '../program.js';
import { adds, hides, reads } from '../rule-kinds.js';
import { judgeGivenRules } from './given-rules.js';
import { judgeOutputOptions, judgeOutputs, readers, words } from './outputs.js';

/** Words of a Makefile that by custom build, test or take away what was built. */
const CUSTOMARY =
  /^(all|build|test|tests|check|lint|fmt|format|clean|distclean|mostlyclean|help|docs?|html|modules|defconfig|oldconfig|olddefconfig|menuconfig|bzImage|deb-pkg|bindeb-pkg|headers_install|release|debug|dev|dist|generate|vendor|deps|coverage|bench|benchmark|vet|typecheck|tidy|version|info|list|status|compile|package|images?|up-to-date|ci|verify|validate|[\w:]+:(status|list|check|version|info|stats|routes)|[\w./-]+\.(o|a|so|ko|pdf|html))$/;

/** Programs that build, test and convert: they write what can be made again. */
export const DEVELOPMENT: readonly Program[] = [
  readers('Checks texts of programs and prints what it finds.', [
    'shellcheck flake8 pylint mypy pyright actionlint markdownlint-cli',
    'brakeman phpstan psalm checkstyle pmd spotbugs hlint luacheck cfn-guard regal spectral redocly knip madge',
    'kubescape kubeaudit mdl write-good alex cspell typos editorconfig-checker zizmor bashate checkbashisms',
    'lighthouse pa11y axe size-limit facter ohai inspec goss dry oxker s-tui vtop hurl dockerfilelint selene reek',
    'semgrep bandit golangci-lint staticcheck cppcheck ctags cscope gitleaks',
    'kube-score kube-linter pluto jsonschema ajv xmlcatalog desktop-file-validate',
    'vulture radon codespell hunspell aspell proselint vale',
  ]),
  readers('Takes from, or gives to, the clipboard of a desktop.', ['xclip xsel wl-copy wl-paste pbcopy pbpaste']),
  readers('Shows progress and passes on what it is given.', ['pv progress cpipe']),
  {
    names: ['make', 'gmake', 'bmake', 'ninja', 'just', 'task', 'rake', 'invoke', 'scons', 'bazel'],
    style: { valued: words('-C -f -j -l -I -o -W --directory --file --makefile --jobs --eval') },
    rules: [
      hides('high', {
        id: 'make.given_rules',
        when: { anyOption: ['--eval'] },
        why: 'Runs rules that are given with it.',
        matches: ["make --eval='x:;rm -rf /srv' x"],
        misses: ['make -j4'],
      }),
      reads({
        id: 'make.dry_run',
        when: { anyOption: ['-n', '--dry-run', '--just-print', '-q', '--question', '-v', '--version', '-h'] },
        targets: 'none',
        why: 'Only says what it would do.',
        matches: ['make -n deploy', 'make --dry-run deploy'],
        misses: ['make deploy'],
      }),
      hides('medium', {
        id: 'make.target',
        when: {
          noOption: ['-n', '--dry-run', '--just-print', '-q', '--question', '-v', '--version'],
          test: (given) =>
            given.operands.some((word) => word.values.some((value) => !CUSTOMARY.test(value) && !value.includes('='))),
        },
        why: 'Runs what the rule {target} of a file says; what that is cannot be known here.',
        matches: ['make deploy', 'make install', 'make -C /srv/app wipe-db', 'rake db:drop'],
        misses: ['make', 'make -j4 all', 'make clean', 'make test'],
      }),
      adds({
        id: 'make.build',
        when: {
          noOption: ['-n', '--dry-run', '--just-print', '-q', '--question', '-v', '--version', '-h'],
        },
        targets: 'none',
        why: 'Builds, tests, or takes away what was built.',
        matches: ['make', 'make -j4', 'make clean'],
        misses: ['make -n'],
      }),
    ],
    judge: judgeGivenRules,
    otherwise: 'read_only',
    why: 'Builds what a file describes.',
  },
  {
    names: words(
      'gcc g++ cc c++ clang clang++ ld gold lld as cpp javac rustc tsc kotlinc scalac ghc swiftc nasm yasm gfortran strip objcopy ranlib bison flex yacc lex swig tcc zig dmd ldc2 nvcc',
    ),
    style: { valued: words('-o -I -L -l -D -U -x -std -isystem -include -outDir --outDir --out-dir') },
    rules: [],
    judge: judgeOutputOptions('-o'),
    otherwise: 'reversible',
    why: 'Makes programs out of texts.',
  },
  {
    names: words(
      'cmake meson autoconf automake autoreconf libtool aclocal autoheader qmake gyp conan vcpkg mvn mvnw gradle gradlew ant sbt lein stack cabal mix rebar3 xcodebuild msbuild swift dune',
    ),
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Builds a program by the description that is kept with it.',
  },
  {
    names: words(
      'jest mocha vitest cypress playwright karma ava jasmine tap nyc c8 tox nox pytest py.test nose2 phpunit rspec cucumber behave robot bats shellspec k6 jmeter locust artillery gatling newman ctest gtest ginkgo',
    ),
    style: { valued: ['-k', '-m', '-t', '-g', '--grep'] },
    rules: [],
    otherwise: 'reversible',
    why: 'Runs the tests of a program.',
  },
  {
    names: words(
      'rubocop standardrb haml-lint erblint phpcs phpcbf php-cs-fixer rector ktlint detekt swiftlint sqlfluff stylua eslint prettier stylelint black ruff isort autopep8 yapf gofmt goimports rustfmt clang-format shfmt webpack vite rollup esbuild parcel tailwindcss sass lessc postcss babel swc turbo nx lerna hugo jekyll mkdocs sphinx-build doxygen javadoc typedoc pdflatex xelatex lualatex latexmk bibtex',
    ),
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Writes texts anew, or what is made of them.',
  },
  {
    names: words(
      'ffmpeg avconv convert magick mogrify gm composite montage sox lame flac oggenc opusenc HandBrakeCLI mkvmerge mkvpropedit gs pdftotext pdftoppm pdfunite pdfseparate qpdf pdftk wkhtmltopdf libreoffice soffice unoconv tesseract ocrmypdf inkscape rsvg-convert cwebp dwebp optipng pngquant jpegoptim gifsicle potrace qrencode zbarimg barcode',
    ),
    style: { singleDashLong: true },
    rules: [],
    judge: judgeOutputs(({ operands }) =>
      operands
        .slice(1)
        .slice(-1)
        .map((word) => ({ word, mode: 'replace' as const })),
    ),
    otherwise: 'reversible',
    why: 'Makes one picture, film or document out of another.',
  },
  {
    names: words(
      'xdg-open open start explorer say espeak festival zenity kdialog dialog whiptail yad notify feh eog evince mpv vlc mplayer aplayer paplay beep play rec arecord amixer alsamixer pactl pavucontrol wmctrl xdotool xset xmodmap setxkbmap loadkeys setfont chvt scrot import gnome-screenshot flameshot',
    ),
    style: {},
    rules: [],
    otherwise: 'reversible',
    why: 'Shows, plays or asks something at a desktop.',
  },
];
