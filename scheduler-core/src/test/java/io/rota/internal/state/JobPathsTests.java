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
package io.rota.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobPathsTests {

    private final JobPaths paths = new JobPaths("report");

    /** The table of facts/elasticjob.md 1.3, where tools look. */
    @Test
    void nodesThatToolsKnow_areWhereToolsLook() {
        assertThat(paths.root()).isEqualTo("/report");
        assertThat(paths.config()).isEqualTo("/report/config");
        assertThat(paths.instances()).isEqualTo("/report/instances");
        assertThat(paths.instance("10.0.0.1@-@7")).isEqualTo("/report/instances/10.0.0.1@-@7");
        assertThat(paths.servers()).isEqualTo("/report/servers");
        assertThat(paths.server("10.0.0.1")).isEqualTo("/report/servers/10.0.0.1");
        assertThat(paths.leader()).isEqualTo("/report/leader/election/instance");
        assertThat(paths.sharding()).isEqualTo("/report/sharding");
        assertThat(paths.item(2)).isEqualTo("/report/sharding/2");
        assertThat(paths.itemInstance(2)).isEqualTo("/report/sharding/2/instance");
        assertThat(paths.itemRunning(2)).isEqualTo("/report/sharding/2/running");
    }

    @Test
    void ownNodes_areWhereToolsDoNotStumbleOverThem() {
        assertThat(paths.itemExecution(2)).isEqualTo("/report/sharding/2/execution");
        assertThat(paths.requests()).isEqualTo("/report/requests");
        assertThat(paths.request("17")).isEqualTo("/report/requests/17");
        assertThat(paths.requestOutcome("17", 2)).isEqualTo("/report/requests/17/2");
    }

    @Test
    void theSkeleton_namesParentsBeforeChildren() {
        List<String> skeleton = paths.skeleton();
        assertThat(skeleton).doesNotHaveDuplicates().startsWith("/report");
        assertThat(skeleton.subList(1, skeleton.size()))
                .allSatisfy(path -> assertThat(skeleton.subList(0, skeleton.indexOf(path)))
                        .contains(path.substring(0, path.lastIndexOf('/'))));
        assertThat(skeleton)
                .contains(
                        paths.leader().substring(0, paths.leader().lastIndexOf('/')),
                        paths.config(),
                        paths.instances(),
                        paths.servers(),
                        paths.sharding(),
                        paths.requests(),
                        "/report/trigger");
    }

    @Test
    void anExecutionPath_tellsItsItem() {
        assertThat(paths.itemOfExecution(paths.itemExecution(0))).isEqualTo(OptionalInt.of(0));
        assertThat(paths.itemOfExecution(paths.itemExecution(99_999))).isEqualTo(OptionalInt.of(99_999));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/report/sharding/2/instance",
                "/report/sharding/execution",
                "/report/sharding/x/execution",
                "/report/sharding/-1/execution",
                "/report/sharding/1/2/execution",
                "/report/sharding/9999999999/execution",
                "/report2/sharding/1/execution",
                "/report/requests/1",
                "/report",
                "/"
            })
    void otherPaths_areNoExecution(String path) {
        assertThat(paths.itemOfExecution(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1a", "-1", "+1", "1.0", " 1", "9999999999", "execution"})
    void foreignChildren_areNoItems(String name) {
        assertThat(JobPaths.itemNumber(name)).isEmpty();
    }
}
