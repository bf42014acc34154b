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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A thread of a process that waits for the database, and its connection: one task, and one question, at a time. */
final class SimLink {

    private static final int NONE = -1;

    private final SimWorld world;
    private final SimDatabase database;
    private final SimProcess process;
    private final long patienceNanos;
    private final Deque<Consumer<Runnable>> tasks = new ArrayDeque<>();
    private boolean busy;
    private int connection = NONE;
    private @Nullable Call call;

    /** A question that arrives at the database. */
    interface Question<T> {

        /**
         * @param reply to be given the answer
         * @param refuse to be called instead if there is none, and the connection is ended
         */
        void ask(Consumer<T> reply, Runnable refuse);
    }

    /** Hears of a question without an answer. */
    interface Failure {

        /**
         * @param cut whether a connection was lost, so that another one may help
         */
        void failed(boolean cut);
    }

    private final class Call {
        private final Failure failure;
        private final boolean connected = connection != NONE;
        private boolean over;
        private Runnable cancelPatience = () -> {};

        Call(Failure failure) {
            this.failure = failure;
        }

        void fail() {
            if (end()) {
                connection = NONE;
                failure.failed(connected);
            }
        }

        boolean end() {
            if (over) {
                return false;
            }
            over = true;
            call = null;
            cancelPatience.run();
            return true;
        }
    }

    /**
     * @param patienceNanos how long the network may be silent
     */
    SimLink(SimWorld world, SimDatabase database, SimProcess process, long patienceNanos) {
        this.world = world;
        this.database = database;
        this.process = process;
        this.patienceNanos = patienceNanos;
    }

    /** Does something when its turn comes; it says when it is done. */
    void execute(Consumer<Runnable> task) {
        tasks.add(task);
        next();
    }

    private void next() {
        Consumer<Runnable> task = busy ? null : tasks.poll();
        if (task != null) {
            busy = true;
            task.accept(() -> {
                busy = false;
                next();
            });
        }
    }

    /** The connection is seen to be broken. */
    void disconnected() {
        connection = NONE;
        if (call != null) {
            call.fail();
        }
    }

    /** Asks once more over another connection if one was lost. */
    <T> void repeatable(Question<T> question, Consumer<T> answer, Runnable failed) {
        once(question, answer, cut -> {
            if (cut) {
                once(question, answer, again -> failed.run());
            } else {
                failed.run();
            }
        });
    }

    <T> void once(Question<T> question, Consumer<T> answer, Failure failure) {
        Call mine = new Call(failure);
        int over = connection;
        call = mine;
        mine.cancelPatience = process.after(patienceNanos, mine::fail);
        world.after(process.node().latency(), () -> {
            if (!process.linkUp()) {
                return;
            }
            if (database.isDown() || over != NONE && over != database.connections()) {
                back(mine::fail);
                return;
            }
            if (!mine.over) {
                connection = database.connections();
            }
            question.ask(
                    value -> back(() -> {
                        if (mine.end()) {
                            answer.accept(value);
                        }
                    }),
                    () -> back(mine::fail));
        });
    }

    private void back(Runnable arrival) {
        world.after(process.node().latency(), () -> {
            if (process.linkUp()) {
                process.here(arrival);
            }
        });
    }
}
