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
package io.rota.sim;

import io.rota.registry.CommitResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a client writes: it takes the lock, commits, and finds out what became of a commit whose answer was lost. */
final class SimWriter {

    private static final int ATTEMPTS = 3;
    private static final String NO_CONNECTION = "no connection";

    private final SimDatabase database;
    private final SimProcess process;
    private final SimLink link;
    private boolean unsettled;
    private long operations;

    /** What is to be committed. */
    interface Step {

        /** What the database says; null if it has ended the transaction already. */
        @Nullable
        CommitResult at(SimDatabase.Work work, String opId);

        /** The lock is there. False if the process ends here. */
        default boolean begins() {
            return true;
        }

        /** Whether the request gets lost on its way, with its connection. */
        default boolean losesRequest() {
            return false;
        }

        /** Whether the answer gets lost on its way, with its connection; the database has committed. */
        default boolean losesAnswer() {
            return false;
        }
    }

    private final class Attempt {
        private final String opId = process + "-" + operations++;
        private final Step step;
        private final int number;
        private final Consumer<CommitResult> answer;
        private CommitResult computed = CommitResult.unknown(NO_CONNECTION);

        Attempt(Step step, int number, Consumer<CommitResult> answer) {
            this.step = step;
            this.number = number;
            this.answer = answer;
        }

        void begin() {
            settle(
                    () -> link.<SimDatabase.Work>once(
                            (reply, refuse) -> database.begin(process, reply, refuse), this::commit, this::repeat),
                    () -> repeat(false));
        }

        private void commit(SimDatabase.Work work) {
            if (!step.begins()) {
                return;
            }
            // The connection that is made afterwards is a good one.
            boolean losesRequest = number == 1 && step.losesRequest();
            boolean losesAnswer = number == 1 && step.losesAnswer();
            link.<CommitResult>once(
                    (reply, refuse) -> {
                        if (losesRequest) {
                            work.end();
                            refuse.run();
                            return;
                        }
                        CommitResult result = step.at(work, opId);
                        if (result == null || losesAnswer) {
                            refuse.run();
                        } else {
                            reply.accept(result);
                        }
                        if (result != null) {
                            computed = result;
                        }
                    },
                    answer,
                    cut -> lookUp());
        }

        private void lookUp() {
            unsettled = true;
            if (process.has(PlantedBug.OUTCOME_NOT_LOOKED_UP)) {
                unsettled = false;
                repeat(true);
                return;
            }
            Runnable unknown = () -> answer.accept(CommitResult.unknown(NO_CONNECTION));
            settle(
                    () -> link.<Boolean>repeatable(
                            (reply, refuse) -> reply.accept(database.isDone(opId)),
                            done -> {
                                if (done) {
                                    answer.accept(computed);
                                } else {
                                    repeat(true);
                                }
                            },
                            unknown),
                    unknown);
        }

        private void repeat(boolean cut) {
            if (cut && number < ATTEMPTS) {
                new Attempt(step, number + 1, answer).begin();
            } else {
                answer.accept(CommitResult.unknown(NO_CONNECTION));
            }
        }
    }

    SimWriter(SimDatabase database, SimProcess process, SimLink link) {
        this.database = database;
        this.process = process;
        this.link = link;
    }

    void commit(Step step, Consumer<CommitResult> answer) {
        new Attempt(step, 1, answer).begin();
    }

    /** Waits until a transaction of unknown outcome has ended, if there is one. */
    void settle(Runnable settled, Runnable failed) {
        if (!unsettled) {
            settled.run();
            return;
        }
        link.<Boolean>repeatable(
                (reply, refuse) -> database.begin(
                        process,
                        work -> {
                            work.end();
                            reply.accept(true);
                        },
                        refuse),
                done -> {
                    unsettled = false;
                    settled.run();
                },
                failed);
    }
}
