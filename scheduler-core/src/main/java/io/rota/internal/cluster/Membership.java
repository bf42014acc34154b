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
package io.rota.internal.cluster;

import io.rota.api.JobConfiguration;
import io.rota.api.JobInstance;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobSettings;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.registry.CommitResult;
import io.rota.registry.ReadResult;
import io.rota.registry.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes part in one job under one session: publishes or adopts its definition and registers this instance. On the loop.
 *
 * <p>Registering is one transaction that expects the tree to be complete; only when it is not are the missing nodes
 * looked for. A job that does not exist yet is made in one transaction, too. Every step may be repeated.
 */
public final class Membership {

    /** How a step ended. */
    public enum Outcome {
        /** Done. */
        DONE,
        /** The job's name belongs to another class; repeating changes nothing until somebody repairs it. */
        REFUSED,
        /** Not done, or not known; repeat. */
        RETRY
    }

    /**
     * How a step ended.
     *
     * @param detail for messages, empty if done
     */
    public record Result(Outcome outcome, String detail) {

        private static final Result DONE = new Result(Outcome.DONE, "");

        private static Result retry(String detail) {
            return new Result(Outcome.RETRY, detail);
        }
    }

    /** Has a say when a job is made that did not exist. */
    public interface Founder {

        /**
         * The transaction that makes the job is about to be sent, for the first time.
         *
         * @param founding makes the nodes that every job has, and registers this instance; more may be added
         * @param definition what the job's definition will be
         */
        void sends(Transaction founding, JobDefinition definition);

        /**
         * The job was made, just as it was sent.
         *
         * @param revision the revision of that change
         */
        void founded(long revision);
    }

    private final JobStore store;
    private final JobPaths paths;
    private final JobInstance self;
    private final String owner;
    private final JobConfiguration local;
    private boolean closed;
    // Whether a new job is made without what its founder would add.
    private boolean plainly;

    /**
     * @param self this process's incarnation
     * @param owner class or type that must own the job's name
     * @param local what this process would publish
     */
    public Membership(JobStore store, JobInstance self, String owner, JobConfiguration local) {
        this.store = store;
        this.paths = store.paths();
        this.self = self;
        this.owner = owner;
        this.local = local;
    }

    /** Finds out whether the job's name is free or belongs to the same class; changes nothing. */
    public void check(Consumer<Result> answer) {
        store.definition(definition -> {
            Result ownership = definition.isUnavailable() ? Result.retry(definition.trouble()) : ownership(definition);
            if (ownership.outcome() == Outcome.DONE) {
                store.instanceIds(ids -> answer.accept(company(ids)));
            } else {
                answer.accept(ownership);
            }
        });
    }

    private Result company(Reply<List<String>> ids) {
        if (ids.isUnavailable()) {
            return Result.retry(ids.trouble());
        }
        List<String> foreign = ids.isFound()
                ? ids.value().stream().filter(id -> !JobInstance.of(id).isOwn()).toList()
                : List.of();
        return foreign.isEmpty()
                ? Result.DONE
                : new Result(
                        Outcome.REFUSED,
                        "another product runs it under the same name in " + paths.root() + " of the registry: "
                                + String.join(", ", foreign)
                                + ". The two know nothing of each other's runs. Stop those instances, and wait until their"
                                + " sessions have ended.");
    }

    /**
     * Registers, publishing the local definition if there is none or if it is to overwrite.
     *
     * @param nowMillis the registry's time
     */
    public void join(long nowMillis, Founder founder, Consumer<Result> answer) {
        Runnable again = () -> join(nowMillis, founder, answer);
        store.definition(definition -> {
            if (definition.isUnavailable()) {
                answer.accept(Result.retry(definition.trouble()));
                return;
            }
            Result ownership = ownership(definition);
            if (ownership.outcome() != Outcome.DONE) {
                answer.accept(ownership);
            } else if (definition.isFound()) {
                register(definition.value(), again, answer);
            } else if (definition.status() == Reply.Status.ABSENT) {
                found(nowMillis, founder, answer);
            } else if (local.isOverwrite()) {
                publish(Transaction.ANY_VERSION, "", again, answer);
            } else {
                answer.accept(
                        Result.retry(definition.trouble() + ". Repair the node, or start once with overwrite: true."));
            }
        });
    }

    /** Registers nothing more; a registration that is on its way is followed by whatever {@link #leave} does. */
    public void close() {
        closed = true;
    }

    /**
     * Leaves in an orderly way, so that others notice at once.
     *
     * @param answer DONE, also if the session has ended; otherwise RETRY
     */
    public void leave(Consumer<Result> answer) {
        close();
        store.text(paths.leader(), led -> {
            if (led.isUnavailable()) {
                answer.accept(Result.retry(led.trouble()));
            } else if (led.isFound() && led.value().equals(self.id())) {
                // Left behind, it would keep the others from having a leader as long as the session lives.
                remove(
                        paths.leader(),
                        answer,
                        () -> remove(paths.instance(self.id()), answer, () -> answer.accept(Result.DONE)));
            } else {
                remove(paths.instance(self.id()), answer, () -> answer.accept(Result.DONE));
            }
        });
    }

    /** Makes whatever is missing of the job's tree. */
    public void repair(Consumer<Result> answer) {
        store.existing(paths.skeleton(), existing -> {
            if (existing.isUnavailable()) {
                answer.accept(Result.retry(existing.trouble()));
            } else if (existing.value().containsAll(paths.skeleton())) {
                answer.accept(Result.DONE);
            } else {
                repair(existing.value(), answer);
            }
        });
    }

    private void remove(String node, Consumer<Result> answer, Runnable next) {
        store.commit(new Transaction().delete(node, Transaction.ANY_VERSION), result -> {
            if (result.status() == CommitResult.Status.UNKNOWN) {
                answer.accept(Result.retry(result.trouble()));
            } else {
                next.run();
            }
        });
    }

    private Result ownership(Reply<JobDefinition> definition) {
        if (!definition.isFound()) {
            return Result.DONE;
        }
        String registered = definition.value().owner();
        return registered.isBlank() || registered.equals(owner)
                ? Result.DONE
                : new Result(
                        Outcome.REFUSED,
                        "the name belongs to '" + registered + "' in " + paths.root()
                                + " of the registry, and this process would run '" + owner
                                + "'. Give one of the two jobs another name or another namespace; if the class was"
                                + " renamed, remove the job's node once no instance runs it.");
    }

    private void found(long nowMillis, Founder founder, Consumer<Result> answer) {
        if (closed) {
            answer.accept(Result.retry("the job is leaving"));
            return;
        }
        Transaction founding = new Transaction();
        for (String node : paths.skeleton()) {
            founding.create(node, initial(node));
        }
        registration(founding, true);
        Reply<JobDefinition> definition =
                store.definitionOf(owner, initial(paths.config()), initial(paths.settings()), nowMillis);
        if (definition.isFound() && !plainly) {
            founder.sends(founding, definition.value());
        }
        store.commit(founding, result -> {
            // What makes it larger than it must be may be what is not accepted.
            plainly = result.status() != CommitResult.Status.COMMITTED;
            if (result.status() == CommitResult.Status.COMMITTED) {
                founded(result.revision(), founder, answer);
            } else if (result.status() == CommitResult.Status.CONFLICT
                    && result.reason() != CommitResult.Reason.REFUSED) {
                // Some of it is there: somebody else founds the job, or an earlier attempt did, or a part was deleted.
                repair(repaired -> answer.accept(
                        repaired.outcome() == Outcome.DONE
                                ? Result.retry("the tree of the job changed meanwhile: " + result.trouble())
                                : repaired));
            } else {
                answer.accept(Result.retry(result.status() + " " + result.trouble()));
            }
        });
    }

    /** A registry that does not tell the revision of a commit tells that of a node which only this incarnation makes. */
    private void founded(long revision, Founder founder, Consumer<Result> answer) {
        if (revision > 0) {
            founder.founded(revision);
            answer.accept(Result.DONE);
            return;
        }
        store.session().read(paths.instance(self.id()), read -> {
            if (read.status() == ReadResult.Status.FOUND) {
                founder.founded(read.node().createdRevision());
            }
            answer.accept(Result.DONE);
        });
    }

    private void register(JobDefinition definition, Runnable again, Consumer<Result> answer) {
        if (local.isOverwrite() && !definition.configuration().equals(local)) {
            publish(definition.version(), definition.extra(), again, answer);
            return;
        }
        Transaction complete = new Transaction();
        paths.skeleton().forEach(node -> complete.check(node, Transaction.ANY_VERSION));
        complete.check(paths.server(self.serverIp()), Transaction.ANY_VERSION);
        if (closed) {
            answer.accept(Result.retry("the job is leaving"));
            return;
        }
        store.commit(registration(complete, false), result -> {
            if (result.status() == CommitResult.Status.CONFLICT) {
                registerWithWhatIsMissing(answer);
            } else {
                registered(result, answer);
            }
        });
    }

    private void registerWithWhatIsMissing(Consumer<Result> answer) {
        String server = paths.server(self.serverIp());
        String instance = paths.instance(self.id());
        List<String> wanted = new ArrayList<>(paths.skeleton());
        wanted.add(server);
        wanted.add(instance);
        store.existing(wanted, existing -> {
            if (existing.isUnavailable()) {
                answer.accept(Result.retry(existing.trouble()));
            } else if (!existing.value().containsAll(paths.skeleton())) {
                repair(existing.value(), answer);
            } else if (existing.value().contains(instance)) {
                // An earlier attempt whose answer was lost: nobody else has this id.
                answer.accept(Result.DONE);
            } else {
                boolean withServer = !existing.value().contains(server);
                commit(registration(new Transaction(), withServer), answer);
            }
        });
    }

    /** Registers, unless the job is leaving; a conflict means that the tree is not as it was read. */
    private void commit(Transaction registration, Consumer<Result> answer) {
        if (closed) {
            answer.accept(Result.retry("the job is leaving"));
            return;
        }
        store.commit(registration, result -> registered(result, answer));
    }

    private static void registered(CommitResult result, Consumer<Result> answer) {
        answer.accept(
                result.status() == CommitResult.Status.COMMITTED
                        ? Result.DONE
                        : Result.retry("could not register: " + result.status() + " " + result.trouble()));
    }

    /** Writes the local definition, then begins again: what follows must rest on what the registry says. */
    private void publish(int version, String extra, Runnable again, Consumer<Result> answer) {
        store.commit(
                new Transaction()
                        .set(paths.config(), ConfigYaml.write(local, extra), version)
                        .set(paths.settings(), JobSettings.write(local), Transaction.ANY_VERSION)
                        .set(paths.root(), owner, Transaction.ANY_VERSION),
                result -> {
                    if (result.status() == CommitResult.Status.COMMITTED) {
                        again.run();
                    } else if (result.reason() == CommitResult.Reason.NO_NODE) {
                        repair(answer);
                    } else {
                        answer.accept(Result.retry("could not write " + paths.config() + ": " + result.trouble()));
                    }
                });
    }

    /** Makes whatever is missing; somebody else may be doing the same. */
    private void repair(Set<String> there, Consumer<Result> answer) {
        Transaction repair = new Transaction();
        for (String node : paths.skeleton()) {
            if (!there.contains(node)) {
                repair.create(node, initial(node));
            } else if (node.equals(paths.config()) || node.equals(paths.root())) {
                fillIfEmpty(node);
            }
        }
        store.commit(
                repair,
                result -> answer.accept(
                        Result.retry("made missing nodes of the job: " + result.status() + " " + result.trouble())));
    }

    /** A parent that another client made on the way to something else has no text. */
    private void fillIfEmpty(String node) {
        store.session().read(node, read -> {
            if (read.found() != null && read.node().data().isEmpty()) {
                store.commit(
                        new Transaction().set(node, initial(node), read.node().version()), ignored -> {});
            }
        });
    }

    private Transaction registration(Transaction transaction, boolean withServer) {
        if (withServer) {
            transaction.create(
                    paths.server(self.serverIp()), local.isDisabled() ? JobStore.DISABLED : JobStore.ENABLED);
        }
        return transaction.createEphemeral(
                paths.instance(self.id()), "jobInstanceId: " + self.id() + "\nserverIp: " + self.serverIp() + "\n");
    }

    private String initial(String node) {
        if (node.equals(paths.root())) {
            return owner;
        }
        if (node.equals(paths.config())) {
            return ConfigYaml.write(local);
        }
        if (node.equals(paths.settings())) {
            return JobSettings.write(local);
        }
        return "";
    }
}
