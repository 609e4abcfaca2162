# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of pools share: pools by name, what is known of them, and the story that events tell of them."""
import time

import limit_host
from lease_host import CHANGE, DEL
from sim_knobs import knob

POOL_ADD, POOL_CHANGE, POOL_DEL = "pool-add-ntf", "pool-change-ntf", "pool-del-ntf"
COUNTS = ("devs", "ready", "pulled", "failed")
LONG = 60000
KNOBS = ("fail_activate", "fail_build", "fail_register", "fail_validate", "fail_reconfigure", "fail_reset", "delay_activate",
         "delay_registered", "delay_deactivate", "delay_reset", "delay_reconfigure", "delay_open", "delay_close")


def story(seen, name="gold"):
    """What the pool's own events tell: what, state, why, how many are ready."""
    return [(event, obj["state"], obj["event"]["cause"], obj["ready"]) for event, obj in seen
            if event.startswith("pool") and obj["name"] == name]


def dev_story(seen, dev):
    """What the events of a subdevice tell: what, state, whether it is ready, why."""
    return [(event, obj["state"], obj.get("ready", False), obj["event"]["cause"]) for event, obj in seen if obj.get("id") == dev["id"]]


# What events tell of a return.
RETURNED = [(CHANGE, "resetting", False, "command"), (CHANGE, "idle", True, "command")]
LEASE_ENDED = [(event, state, ready, "lease") for event, state, ready, _ in RETURNED]
DELETED = [(CHANGE, "removing", False, "command"), (DEL, "removing", False, "command")]


class Host(limit_host.Host):
    """After each point there are no pools, and no knob is turned."""

    def state(self):
        return super().state() | {"pool-get": self.socket.dump("pool-get")}

    def create_pool(self, number, type_name, name="gold", **more):
        return self.socket.do("pool-create", name=name, parent_index=self.indexes[number], type=type_name, **more)

    def filled(self, number, type_name, name="gold", **more):
        """One that has all that it aims at; its events have been seen."""
        size = self.create_pool(number, type_name, name, **more)["size"]
        pool = self.await_pool(name, state="steady", ready=size)
        self.same(f"counts of {name}", (size, size, 0, 0), self.counts(name))
        self.settled()
        return pool

    def pool(self, name="gold"):
        return self.socket.do("pool-get", name=name)

    def counts(self, name="gold"):
        pool = self.pool(name)
        return tuple(pool[count] for count in COUNTS)

    def set_pool(self, name="gold", **more):
        return self.socket.do("pool-set", name=name, **more)

    @staticmethod
    def until(what, wanted, seconds=30):
        """Until a function is true; what it returned."""
        deadline = time.monotonic() + seconds
        while not (result := wanted()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} does not come")
            time.sleep(0.001)
        return result

    def await_pool(self, name="gold", seconds=30, **wanted):
        """Until it has these; it as it is then."""
        def look():
            pool = self.pool(name)
            return pool if all(pool.get(key) == value for key, value in wanted.items()) else None
        try:
            return self.until(name, look, seconds)
        except TimeoutError as e:
            raise TimeoutError(f"{wanted} does not come of {self.pool(name)}") from e

    def settled(self):
        """Until no event comes any more; all that came."""
        seen = []
        while more := self.listener.events(0.05):
            seen += more
        return seen

    def pull(self, pool="gold", **more):
        return self.socket.do("pool-pull", pool=pool, **more)

    def give_back(self, *devs):
        for dev in devs:
            self.socket.do("pool-return", id=dev["id"])
        for dev in devs:
            self.await_ready(dev)

    def await_ready(self, dev):
        return self.await_dev(dev, state="idle", ready=True)

    def await_dev(self, dev, **wanted):
        def look():
            now = self.get(dev)
            return now if all(now.get(key) == value for key, value in wanted.items()) else None
        try:
            return self.until("", look)
        except TimeoutError as e:
            raise TimeoutError(f"{wanted} does not come of {self.get(dev)}") from e

    def devs_of(self, pool="gold"):
        return self.socket.dump("dev-get", pool=pool)

    def delete_pool(self, name="gold", **more):
        """Until it is gone; all events up to that."""
        self.socket.do("pool-delete", name=name, **more)
        return self.await_pool_gone(name)

    def delete_one(self, dev, **more):
        """A subdevice, until it is gone."""
        self.socket.do("dev-delete", id=dev["id"], **more)
        self.until("end of a subdevice", lambda: self.send("dev-get", {"id": dev["id"]}).errno)

    def await_pool_gone(self, name="gold"):
        deadline = time.monotonic() + 30
        seen = []
        while not any(event == POOL_DEL and obj["name"] == name for event, obj in seen):
            seen += self.listener.events(1)
            if time.monotonic() > deadline:
                raise TimeoutError(f"pool {name} does not go: {self.socket.dump('pool-get')}")
        return seen

    def knobs(self, number, **values):
        for name, value in values.items():
            knob(number, name, value)

    def delete_all(self):
        for number in self.indexes:
            self.knobs(number, **dict.fromkeys(KNOBS, 0))
            self.socket.do("parent-set", index=self.indexes[number], cordon=0)
        for pool in self.socket.dump("pool-get"):
            self.socket.request("pool-delete", {"name": pool["name"], "force": True})
        self.until("end of pools", lambda: not self.socket.dump("pool-get"))
        self.until("end of what goes", lambda: all(dev["state"] != "removing" for dev in self.socket.dump("dev-get")))
        super().delete_all()

    def empty(self, what, word, name="gold"):
        """A pull that finds nothing."""
        answer = self.send("pool-pull", {"pool": name})
        self.same(f"answer to {what}", f"EAGAIN 'the pool is empty: {word}'", str(answer).split(" offset")[0])
