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
package io.rota.operation;

import io.rota.internal.state.JobDefinition;
import io.rota.internal.state.JobPaths;
import io.rota.internal.state.JobStore;
import io.rota.internal.state.Reply;
import io.rota.internal.state.StoredRecord;
import io.rota.registry.Node;
import io.rota.registry.RegistrySession;
import java.util.List;
import java.util.function.Consumer;

/** Something to read under whichever session there is; the answer comes on the loop. */
@FunctionalInterface
interface Question<T> {

    void ask(RegistrySession session, Consumer<Reply<T>> answer);

    static Question<Node> node(String path) {
        return (session, answer) -> session.read(
                path,
                read -> answer.accept(
                        switch (read.status()) {
                            case FOUND -> Reply.found(read.node());
                            case ABSENT -> Reply.absent();
                            case UNAVAILABLE -> Reply.unavailable(read.trouble());
                        }));
    }

    static Question<List<String>> children(String path) {
        return (session, answer) -> session.children(
                path,
                read -> answer.accept(
                        switch (read.status()) {
                            case FOUND -> Reply.found(read.names());
                            case ABSENT -> Reply.absent();
                            case UNAVAILABLE -> Reply.unavailable(read.trouble());
                        }));
    }

    static Question<JobDefinition> definition(JobPaths job) {
        return (session, answer) -> new JobStore(session, job).definition(answer);
    }

    static Question<StoredRecord> execution(JobPaths job, int item) {
        return (session, answer) ->
                new JobStore(session, job).recordOfEach(List.of(item), records -> answer.accept(records.get(0)));
    }
}
