# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of limits share: parents on which limits are set, and what is known of them."""
from errno import ENOSPC

import lease_host

PARENT_CHANGE = lease_host.PARENT_CHANGE
MIB = 1 << 20
TOP = (1 << 64) - 1


def limit(owner, resource, amount=None):
    """One of a request; without an amount the limit is taken away."""
    return {"owner": owner, "resource": resource} | ({} if amount is None else {"amount": amount})


def limits(owner, **wanted):
    """Those of one owner: amounts by resource."""
    return [limit(owner, resource, amount) for resource, amount in wanted.items()]


class Host(lease_host.Host):
    """After each point there are no limits, and nothing is counted for anybody."""

    def limit(self, number, *wanted):
        return self.socket.do("parent-set", index=self.indexes[number], limit=list(wanted))

    def shown(self, number, **only):
        """[(owner, resource, amount, used)] in the order of the dump."""
        return [(each["owner"], each["resource"], each["amount"], each["used"])
                for each in self.socket.dump("limit-get", parent_index=self.indexes[number], **only)]

    def used(self, number, owner):
        """{resource: used} of what is limited for an owner."""
        return {resource: used for _, resource, _, used in self.shown(number, owner=owner)}

    def no_limits(self):
        for number, index in self.indexes.items():
            there = [limit(owner, resource) for owner, resource, _, _ in self.shown(number)]
            for i in range(0, len(there), 32):
                self.socket.do("parent-set", index=index, limit=there[i:i + 32])

    def all_free(self):
        """Who gets a limit now is seen to hold nothing."""
        super().all_free()
        for number in self.indexes:
            for resource in self.parent(number).get("resource", []):
                self.limit(number, *[limit(owner, resource["name"], 1) for owner in ("joe", "jim")])
            self.same("used", {0}, {used for _, _, _, used in self.shown(number)} | {0})
        self.no_limits()
        self.listener.events()

    def point(self, name, function, *args):
        def run(_):
            try:
                function(self, *args)
            finally:
                self.no_limits()
        super().point(name, run)

    def over(self, what, op_name, attrs, words, culprit):
        """A request that a limit forbids."""
        return self.refused(what, op_name, attrs, ENOSPC, f"{words} left of owner's limit", culprit=culprit)

