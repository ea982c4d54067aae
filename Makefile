# Two commands matter: `make demo` (a sample office, from nothing to the open desk) and `make test`.
# PYTHON=/path/to/python chooses the Python; otherwise the newest fitting one is taken (3.11 or later).

.PHONY: help install install-dev walk demo demo-play demo-stop demo-reset test test-postgres test-httpx2 test-cards races smoke lint \
	format types contracts house ci ci-short lock kinds openapi bench bench-wire soak-money screenshot clean kill-test lines sim soak sim-mutants
.DEFAULT_GOAL := help

export PYTHON
BIN := .venv/bin
PREPARE = py="$$(sh tools/find_python.sh)" && "$$py" -S tools/bootstrap.py

help:
	@echo 'make demo         a sample office with its centre, and the desk on the screen'
	@echo 'make demo-play    the same day played without a screen; exit 0 only when desk and centre agree'
	@echo 'make demo-stop    stop the sample centre         make demo-reset   throw the sample office away'
	@echo 'make install      prepare .venv and nothing else'
	@echo 'make test         every test                     make smoke        a day on a real terminal'
	@echo 'make ci           all that .ci/run does          make ci-short     lint, types, contracts, house rules'
	@echo 'make races        random days at two desks and a centre, RACES=50 of them: both end the same'
	@echo 'make kill-test    processes killed at random, KILLS=1000    make lines   every poor line, long'
	@echo 'make walk         every service through the real screens'
	@echo 'make codes        every QR code and barcode photographed and read'
	@echo 'make sim          500 seeds of the simulation    make sim-mutants  faults planted in it, and who caught them'
	@echo 'make soak         20,000 seeds; SEEDS=0-499 and PROCESSES=2 choose'
	@echo 'make soak-money   money played for long, 1,000 deaths by kill -9, a month walked as an auditor would'
	@echo 'make bench        every figure beside its limit  make screenshot   the picture of the README anew'
	@echo 'make lock         requirements.lock anew         make kinds        docs/kinds anew'
	@echo 'make openapi      docs/openapi.json anew         make bench-centre what one centre node carries'

install:
	@$(PREPARE)

install-dev:
	@$(PREPARE) --dev

demo: install
	@$(BIN)/desk demo

demo-play: install
	@$(BIN)/desk demo --play

demo-stop demo-reset:
	@test -x $(BIN)/desk || { \
		echo 'ยังไม่ได้ติดตั้ง จึงไม่มีอะไรให้หยุดหรือล้าง สั่ง make demo ก่อน' >&2; \
		echo 'Nothing is installed here, so there is nothing to stop or reset: run make demo first.' >&2; exit 2; }
	@$(BIN)/desk demo $(if $(filter demo-stop,$@),--stop,--reset --yes)

# tests wait for processes of their own half the time, so there are more of these than processors
WORKERS ?= 4

test: install-dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# the centre's tests on a PostgreSQL of their own; needs Debian's postgresql (its programs only, no running server)
test-postgres: install-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'psycopg[binary]>=3.2,<4'
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -k 'postgres or two_workers' tests/sync

# cards over the system's own card service, with a network and a socket of its own (root): no other desk of this machine
# sees its cards, or it theirs; needs Debian's pcscd, vsmartcard-vpcd, iproute2
test-cards: install-dev
	@unshare --net --mount sh -c 'mkdir -p /run/pcscd && mount -t tmpfs none /run/pcscd && ip link set lo up && AMPHOE_CARD_SERVICE=1 $(BIN)/python -m pytest tests/devices/test_card_service.py'

# the desk's line with the client library's successor in the place of httpx
test-httpx2: install-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target .venv/httpx2 'httpx2>=2.16,<3'
	@TEST_HTTP=httpx2 PYTHONPATH=.venv/httpx2 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(addprefix tests/sync/test_,$(addsuffix .py,desk_and_stranger \
		desk_and_centre desk_and_hub two_under_way not_the_centre look_up files_lane recovery stick))

smoke: install-dev
	@$(BIN)/python -m pytest tests/screens/test_demo_pty.py

# each desk is a process of its own, the centre another
races: install-dev
	@DESK_RACES=$${RACES:-50} $(BIN)/python -m pytest tests/sync/test_two_desks.py

# desks, hub and centre killed with -9 at random under load; nothing may be lost or doubled (KILLS=1000 takes half an hour)
KILLS ?= 1000
kill-test: install-dev
	@$(BIN)/python -m tests.lines.kills $(KILLS) $(SEED)

# every profile of a poor line by TUN and by proxy, with cuts of 30 s (about ten minutes; TUN needs root)
lines: install-dev
	@LINES=long $(BIN)/python -m pytest -s tests/lines

# desks, hub and centre on a clock, network and disk of their own; a seed that is wrong prints how to replay it
sim: install-dev
	@$(BIN)/python -m tests.sim run --seeds $${SEEDS:-0-499} --processes $${PROCESSES:-2}

soak: install-dev
	@$(BIN)/python -m tests.sim run --seeds $${SEEDS:-0-19999} --processes $${PROCESSES:-2}

# each fault in a copy of the product; the table says which seed caught it
sim-mutants: install-dev
	@$(BIN)/python -m tests.sim mutants --processes $${PROCESSES:-2}
# money played for long: 200 days of hypothesis, over a thousand deaths by kill -9, a month walked as an auditor would,
# twenty ends of a fiscal year; about ten minutes of processor time
soak-money: install-dev
	@DESK_SOAK=20 $(BIN)/python -m pytest -q tests/counter/test_money_days.py
	@$(BIN)/python -m tests.counter.test_kill 2
	@$(BIN)/python -m tests.counter.month 22 60
	@DESK_YEAR_ENDS=20 $(BIN)/python -m pytest -q tests/sync/test_fiscal_year_end.py

# what the line costs beside its limits and PouchDB; root, TUN, node and npm for all of it (ten minutes)
bench-wire: install-dev
	@$(BIN)/python -m tests.bench.wire_push
	@$(BIN)/python -m tests.bench.wire_pull
	@$(BIN)/python -m tests.bench.wire_cut

bench: install-dev
	@$(BIN)/python -m tests.bench.counter_commit
	@$(BIN)/python -m tests.bench.money
	@$(BIN)/python tests/bench/ground.py
	@$(BIN)/python tests/bench/desk_screens.py
	@$(BIN)/python tests/bench/form_opening.py
	@$(BIN)/python -m tests.bench.papers

# what the centre carries (docs/scale.md); PostgreSQL of its own where Debian's is installed
.PHONY: bench-centre
bench-centre: install-dev
	@$(BIN)/python -m tests.bench.centre_take_in
	@$(BIN)/python -m tests.bench.centre_scale

# a million citizens; AMPHOE_BENCH_HOME keeps the file for the next run (2 GB with its peers). PostgreSQL and tantivy
# answer beside it where they are there: Debian's postgresql, pip install 'psycopg[binary]' tantivy
bench-search: install-dev
	@AMPHOE_BENCH_HOME="$${AMPHOE_BENCH_HOME:-/tmp/amphoe-bench}" && export AMPHOE_BENCH_HOME && mkdir -p "$$AMPHOE_BENCH_HOME" && \
		$(BIN)/python -m tests.bench.search && $(BIN)/python -m tests.bench.search_keys

# needs Debian's xvfb, xterm, imagemagick and fonts-tlwg-mono
screenshot: install
	@home="$$(mktemp -d)/home" && export DESK_HOME="$$home" PATH="$$PWD/$(BIN):$$PATH" && desk demo --prepare && \
		$(BIN)/python tools/picture.py docs/screenshot-th.png enter wait:2; desk demo --stop; rm -rf "$$home"

# every QR code and barcode photographed (a real xterm, PDF, roll) and read by an independent reader and parser; needs
# what `screenshot` needs and Debian's poppler-utils
.PHONY: codes
codes: install-dev
	@$(BIN)/python -m tests.paper.codes_photographed

# every service of the package opened, filled in and submitted through the real screens
walk: install-dev
	@$(BIN)/python tests/screens/walk.py

lint: install-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

format: install-dev
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

types: install-dev
	@$(BIN)/mypy

contracts: install-dev
	@$(BIN)/lint-imports

house: install-dev
	@$(BIN)/python -m pytest tests/house

ci-short: lint types contracts house

ci:
	@bash .ci/run

lock: install-dev
	@$(BIN)/python tools/make_lock.py

kinds: install-dev
	@$(BIN)/python tools/make_kinds.py

openapi: install-dev
	@$(BIN)/python tools/make_openapi.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
