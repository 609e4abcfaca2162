# SPDX-License-Identifier: GPL-2.0-only
#
# make demo and make check do all their own set-up; see README.md.

O := $(CURDIR)/build

.PHONY: all modules user tests demo check bench bench-quick regen install clean help

help:
	@echo 'make demo      run the whole path in a VM: create, boot a guest on it, delete'
	@echo 'make check     build everything, run all tests (TESTS="NAME..." for some)'
	@echo 'make bench     measure beside the peers in a VM (BENCH="--kernel PATH" for another kernel)'
	@echo 'make bench-quick  the same in less than 3 minutes, with fewer devices'
	@echo 'make all       build modules for the distribution kernel, library and tool'
	@echo 'make modules   the modules only, for KERNEL=stock, debug, uml or newest'
	@echo 'make user      library and tool only, into build/user'
	@echo 'make regen     generate what comes from the netlink spec'
	@echo 'make install   library and tool into DESTDIR and PREFIX'
	@echo 'make clean     remove build/; the cache of built kernels stays'

all: modules user

KERNEL ?= stock
modules:
	tools/deps build
	tools/kernel/modules $(KERNEL)

user:
	tools/deps build
	$(MAKE) -C userspace O=$(O)/user

tests: user
	$(MAKE) -C tests/vm O=$(O)/user

demo:
	tools/deps demo
	$(MAKE) all
	tools/demo

check:
	tools/deps check
	tests/run $(TESTS)

bench bench-quick:
	tools/deps bench
	tools/bench/run $(if $(filter bench-quick,$@),--quick) $(BENCH)

regen:
	tools/regen

install:
	$(MAKE) -C userspace O=$(O)/user install

clean:
	rm -rf $(O)
