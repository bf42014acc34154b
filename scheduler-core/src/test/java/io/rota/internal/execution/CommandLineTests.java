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
package io.rota.internal.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTests {

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments("java -version", List.of("java", "-version")),
                arguments("cmd /c echo", List.of("cmd", "/c", "echo")),
                arguments("echo SCRIPT Job: ", List.of("echo", "SCRIPT", "Job:")),
                arguments("sh -c 'echo a; echo b'", List.of("sh", "-c", "echo a; echo b")),
                arguments("run \"a b\" c", List.of("run", "a b", "c")),
                arguments("run --name=\"a  b\"/c", List.of("run", "--name=a  b/c")),
                arguments("run 'say \"hi\"' \"it's\"", List.of("run", "say \"hi\"", "it's")),
                arguments("run \"\" x", List.of("run", "", "x")),
                arguments("run\ta\n b", List.of("run", "a", "b")),
                arguments("C:\\tools\\run.exe a", List.of("C:\\tools\\run.exe", "a")),
                arguments("'/opt/my tools/run'  a", List.of("/opt/my tools/run", "a")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLine_isDividedAtBlanksThatAreNotQuoted(String line, List<String> words) {
        assertThat(CommandLine.split(line)).isEqualTo(words);
    }

    @Test
    void nothingIsExpanded() {
        assertThat(CommandLine.split("run $HOME *.txt a|b >c `id` $(id)"))
                .containsExactly("run", "$HOME", "*.txt", "a|b", ">c", "`id`", "$(id)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run 'a", "run \"a b", "run it's"})
    void aQuoteWithoutEnd_isRefusedWithItsPosition(String line) {
        assertThatThrownBy(() -> CommandLine.split(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("position " + (line.replace('"', '\'').indexOf('\'') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "''", "' ' a"})
    void noProgram_isRefused(String line) {
        assertThatThrownBy(() -> CommandLine.split(line)).hasMessageContaining("names no program");
    }
}
