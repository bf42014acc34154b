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
package io.rota.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionsTests {

    private static final ClassLoader LOADER = ExtensionsTests.class.getClassLoader();

    private record Threads(String getType, int threads) implements JobThreadPolicy {
        @Override
        public int threads(int processors) {
            return threads;
        }
    }

    @Test
    void providersAreFound_andTheirTypesAreListedInOrder() {
        Extensions extensions = new Extensions(List.of(), LOADER);
        assertThat(extensions.types(JobThreadPolicy.class)).containsExactly("CPU", "SINGLE_THREAD", "VIRTUAL");
        assertThat(extensions.types(JobErrorHandler.class)).contains("IGNORE", "LOG");
        assertThat(extensions.find(JobThreadPolicy.class, "CPU")).isPresent();
    }

    @Test
    void theUnknown_isEmpty_alsoIfItIsAlmostRight() {
        Extensions extensions = new Extensions(List.of(), LOADER);
        assertThat(extensions.find(JobThreadPolicy.class, "cpu")).isEmpty();
        assertThat(extensions.find(JobThreadPolicy.class, "LOG")).isEmpty();
        assertThat(extensions.find(JobThreadPolicy.class, "")).isEmpty();
    }

    @Test
    void aGivenExtension_winsOverAProviderOfItsName() {
        Threads own = new Threads("CPU", 77);
        Extensions extensions = new Extensions(List.of("something else", own), LOADER);
        assertThat(extensions.find(JobThreadPolicy.class, "CPU")).containsSame(own);
        assertThat(extensions.types(JobThreadPolicy.class)).containsExactly("CPU", "SINGLE_THREAD", "VIRTUAL");
        assertThat(extensions.all(JobThreadPolicy.class)).startsWith(own).hasSize(4);
    }

    @Test
    void twoGivenOfOneName_areReported() {
        Extensions extensions = new Extensions(List.of(new Threads("MINE", 1), new Threads("MINE", 2)), LOADER);
        assertThatThrownBy(() -> extensions.find(JobThreadPolicy.class, "CPU"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'MINE'")
                .hasMessageContaining(Threads.class.getName());
        assertThat(extensions.find(JobErrorHandler.class, "LOG")).isPresent();
    }

    @Test
    void ownProviders_areFoundAlsoFromAClassLoaderThatDoesNotSeeThem() throws Exception {
        try (URLClassLoader blind = new URLClassLoader(new URL[0], null)) {
            assertThat(new Extensions(List.of(), blind).types(JobThreadPolicy.class))
                    .containsExactly("CPU", "SINGLE_THREAD", "VIRTUAL");
        }
    }

    @Test
    void aProviderSeenByBothClassLoaders_isThereOnce() throws Exception {
        try (URLClassLoader child = new URLClassLoader(new URL[0], LOADER)) {
            assertThat(new Extensions(List.of(), child).all(JobThreadPolicy.class))
                    .hasSize(3);
        }
    }

    @Test
    void aThreadWithoutContextClassLoader_findsTheProviders() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(null);
            assertThat(Extensions.providers().types(JobThreadPolicy.class)).contains("CPU");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void theListGiven_isCopied() {
        java.util.ArrayList<Object> given = new java.util.ArrayList<>();
        Extensions extensions = new Extensions(given, LOADER);
        given.add(new Threads("MINE", 1));
        assertThat(extensions.types(JobThreadPolicy.class)).doesNotContain("MINE");
    }
}
