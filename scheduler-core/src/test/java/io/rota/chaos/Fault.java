/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.chaos;

/**
 * One thing that goes wrong, as data.
 *
 * @param atMillis when it begins, from the start of the plan
 * @param millis how long it lasts
 * @param target name of a node; empty if the kind tells what it hits
 * @param amount how much, in a unit of the kind
 */
record Fault(long atMillis, Kind kind, String target, long millis, long amount) {

    /** What a fault hits; only one fault at a time hits a node, and only one the registry. */
    enum Scope {
        NODE,
        REGISTRY,
        JOB
    }

    /** What goes wrong. */
    enum Kind {
        /** kill -9; started again at the end. */
        NODE_KILL(Scope.NODE),
        /** SIGSTOP. */
        NODE_PAUSE(Scope.NODE),
        /** SIGTERM; started again at the end. */
        NODE_RESTART(Scope.NODE),
        /** SIGTERM and a new start of each node, one after the other. */
        ROLLING_RESTART(Scope.REGISTRY),
        /** A node more, which ends in order. */
        SCALE_OUT(Scope.JOB),
        /** Nothing passes between node and registry. */
        BLACKHOLE(Scope.NODE),
        /** The node does not hear the registry. */
        DEAF(Scope.NODE),
        /** The registry does not hear the node. */
        MUTE(Scope.NODE),
        /** All connections between node and registry are reset. */
        RESET(Scope.NODE),
        /** What passes between node and registry arrives late, by the amount in milliseconds. */
        LATENCY(Scope.NODE),
        /** The wall clock of a node is off by the amount in seconds. */
        CLOCK_STEP(Scope.NODE),
        /** The wall clock of a node runs faster by the amount in percent. */
        CLOCK_RATE(Scope.NODE),
        /** Busy loops take the processors. */
        CPU_SQUEEZE(Scope.REGISTRY),
        /** Every server is killed. */
        REGISTRY_KILL(Scope.REGISTRY),
        /** Every server is ended in order. */
        REGISTRY_STOP(Scope.REGISTRY),
        /** The server that leads is killed. */
        LEADER_KILL(Scope.REGISTRY),
        /** A server that does not lead is killed. */
        FOLLOWER_KILL(Scope.REGISTRY),
        /** The server that leads loses its peers. */
        LEADER_MINORITY(Scope.REGISTRY),
        /** A server that does not lead loses its peers. */
        FOLLOWER_MINORITY(Scope.REGISTRY),
        /** Each server is ended and started, one after the other. */
        ROLLING_SERVERS(Scope.REGISTRY),
        /** Every connection to the database is ended, by the database. */
        CONNECTIONS_END(Scope.REGISTRY),
        /** Somebody stops in the middle of a commit, and keeps the lock that every writer needs. */
        LOCK_HELD(Scope.REGISTRY),
        /** A job gets another cron expression, and its old one back at the end. */
        EDIT_CRON(Scope.JOB),
        /** A job gets another number of items, and its old one back at the end. */
        EDIT_ITEMS(Scope.JOB),
        /** Every server that runs jobs is disabled for one job. */
        DISABLE_SERVERS(Scope.JOB),
        /** An item is disabled. */
        DISABLE_ITEM(Scope.JOB),
        /** Tools ask for runs, the amount at once. */
        TRIGGERS(Scope.JOB),
        /** Applications ask for runs, the amount at once. */
        REQUESTS(Scope.JOB),
        /** An instance's registration is deleted, by which tools stop a job there; the node is started again at the end. */
        DEREGISTER(Scope.NODE);

        private final Scope scope;

        Kind(Scope scope) {
            this.scope = scope;
        }

        Scope scope() {
            return scope;
        }
    }

    long endMillis() {
        return atMillis + millis;
    }

    @Override
    public String toString() {
        return String.format(
                "%8.1f s %-18s %-2s for %.1f s amount %d", atMillis / 1e3, kind, target, millis / 1e3, amount);
    }
}
