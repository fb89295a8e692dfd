#!/usr/bin/env python3
"""A node whose store is in PostgreSQL: made, run, killed, cut off from it.

    tests/node/on_postgres.py TREFOIL
"""

import http.client
import os
import subprocess

from running import Node, PATIENCE, identity, main, tally, tool, until
import postgres


def node_on_postgres():
    with postgres.Server() as connection:
        node = Node(home=None, configure=lambda text: text + f"store:\n  postgres: {connection}\n")
        with node:
            tally.check(node.ask("GET", "/api/v1/me", "admin")[0] == 401, "accounts are not those of SQLite", None)
            node.init_again()
            node.add("analyst")
            status, _, told = node.post(identity(), tool(1), tool(2))
            tally.check((status, told["success_count"]) == (202, 3), "objects are taken", told)
            said = node.command("serve", check=False)
            tally.check(said.returncode == 4 and "another node writes it" in said.stderr, "one node a store", said.stderr)
            node.process.kill()
            node.process.wait()
            node.start()
            tally.check(len(node.get()[2]["objects"]) == 3 and set(node.health()[1].values()) == {"ok"},
                        "what was acknowledged outlives a kill", node.health())
            os.chmod(os.path.join(node.home, "node.yaml"), 0o640)
            said = node.command("init", check=False)
            tally.check(said.returncode == 3 and "others may read it" in said.stderr, "its password is for its owner",
                        said.stderr)
            os.chmod(os.path.join(node.home, "node.yaml"), 0o600)


def is_failing(node):
    """It says so, or has ended over it already."""
    try:
        return node.health()[0] == 503
    except (OSError, http.client.HTTPException):
        return node.process.poll() is not None


def out_of_reach():
    server = postgres.Server()
    with server as connection:
        with Node(configure=lambda text: text + f"store:\n  postgres: {connection}\n") as node:
            node.process.terminate()
            node.process.wait()
            node.start()
            server.stop("immediate")
            tally.check(until(lambda: is_failing(node)), "it fails", node.said())
            try:
                code = node.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                code = None
            tally.check(code == 4 and "which is out of reach: cannot write" in node.said(), "and ends, to be started again",
                        (code, node.said()))
            server.start()
            node.start()
            tally.check(node.health()[0] == 200, "which connects anew", node.said())


if __name__ == "__main__":
    main([node_on_postgres, out_of_reach])
