# SPDX-License-Identifier: GPL-2.0-only
# The unit tests: each test_*.c is a program, linked with the library's insides.

OBJCOPY ?= objcopy
TEST_DIR := ../tests/unit
TEST_SRC := $(wildcard $(TEST_DIR)/test_*.c)
TEST_HELPERS := $(patsubst %,$(O)/obj/unit/%.o,asks fake host host_data host_manifest host_pool host_put host_stats \
	host_transaction msg sent state)
TOOL_HELPERS := $(O)/obj/unit/tool.o $(O)/obj/unit/subdevctl.o \
	$(filter-out %/main.o,$(TOOL_OBJ))
TESTS := $(TEST_SRC:$(TEST_DIR)/%.c=$(O)/tests/%)
TEST_CPPFLAGS = -I$(TEST_DIR) $(LIB_CPPFLAGS) $(shell $(PKG_CONFIG) --cflags cmocka uuid)
TEST_LIBS = $(shell $(PKG_CONFIG) --libs cmocka uuid)

$(O)/obj/unit/%.o: $(TEST_DIR)/%.c $(FLAGS)
	$(call compile,$(TEST_CPPFLAGS))

# The command as a function of a test.
$(O)/obj/unit/subdevctl.o: $(O)/obj/subdevctl/main.o
	@mkdir -p $(@D)
	$(Q)$(OBJCOPY) --redefine-sym main=subdevctl_main $< $@

define link-test
	$(call say,LINK)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS) -fno-lto $(1) -o $@ $(filter %.o %.a,$^) $(LIB_LIBS) $(2) $(TEST_LIBS)
endef

$(O)/tests/%: $(O)/obj/unit/%.o $(TEST_HELPERS) $(LIB_A)
	$(call link-test)

NOMEM_WRAPS := malloc calloc asprintf __asprintf_chk nlmsg_alloc nlmsg_expand open_memstream \
	json_tokener_new_ex json_tokener_parse_ex

$(O)/tests/test_nomem: $(O)/obj/unit/test_nomem.o $(TEST_HELPERS) $(LIB_A)
	$(call link-test,$(NOMEM_WRAPS:%=-Wl$(comma)--wrap=%))

$(O)/tests/test_arena: $(O)/obj/unit/test_arena.o $(TEST_HELPERS) $(LIB_A)
	$(call link-test,-Wl$(comma)--wrap=malloc -Wl$(comma)--wrap=free)

TOOL_TESTS := $(patsubst %,$(O)/tests/test_%,cli cli_batch cli_compose cli_lease cli_limit cli_pool cli_stats \
	cli_transaction golden golden_model)
$(TOOL_TESTS): $(O)/tests/%: $(O)/obj/unit/%.o $(TOOL_HELPERS) $(TEST_HELPERS) $(LIB_A)
	$(call link-test,-Wl$(comma)--wrap=subdev_ctx_new,$(TOOL_LIBS))

$(O)/tests/test_size: $(O)/obj/unit/test_size.o $(O)/obj/subdevctl/size.o
	$(call link-test)

# The program in libsubdev(3): the one display that has a main(). There \e is a backslash.
$(O)/obj/unit/man_example.c: $(TOP)/Documentation/man/libsubdev.3
	@mkdir -p $(@D)
	@awk '/^\.Bd/ { text = ""; inside = 1; next } \
		/^\.Ed/ { if (text ~ /main\(/) printf "%s", text; inside = 0 } \
		inside { text = text $$0 "\n" }' $< | sed 's/\\e/\\/g' > $@

# As anybody builds it, with what pkg-config says and nothing else.
$(O)/tests/man_example: $(O)/obj/unit/man_example.c $(LIB_SO) $(HEADERS) $(O)/lib/pkgconfig/libsubdev.pc
	$(call say,LINK)
	@mkdir -p $(@D)
	$(Q)PKG_CONFIG_PATH=$(O)/lib/pkgconfig; export PKG_CONFIG_PATH; \
	$(CC) -std=c11 -Wall -Wextra -Werror $(SANITIZER) -o $@ $< \
		$$($(PKG_CONFIG) --cflags --libs libsubdev) -Wl,-rpath,'$$ORIGIN/../lib'

tests: $(TESTS) $(O)/tests/print_attrs $(O)/tests/man_example

# The same programs with sanitizers, each kind below a folder of its own; helgrind's place is TSan's.
SANITIZED := $(TESTS:$(O)/%=$(O)/asan/%) $(O)/tsan/tests/test_threads

sanitized:
	@$(MAKE) --no-print-directory SANITIZE=1 O=$(O)/asan tests
	@$(MAKE) --no-print-directory SANITIZE=thread O=$(O)/tsan tests

ifeq ($(SANITIZE)$(VALGRIND),)
check: all tests sanitized
	@$(TEST_DIR)/run $(O) $(TESTS) $(SANITIZED)
else
check: all tests
	@VALGRIND=$(VALGRIND) $(TEST_DIR)/run $(O) $(TESTS)
endif

-include $(wildcard $(O)/obj/unit/*.d)

.SECONDARY:
