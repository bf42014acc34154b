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
package io.rota.bootstrap;

import io.rota.registry.Backoff;
import io.rota.registry.Companions;
import io.rota.registry.RegistryCenter;
import io.rota.registry.RegistryListener;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Another scheduler on the same registry. */
record SharedCenter(MemoryRegistryCenter shared, Companions companions) implements RegistryCenter {

    SharedCenter(MemoryRegistryCenter shared) {
        this(shared, new Companions());
    }

    @Override
    public void init() {}

    @Override
    public void connect(RegistryListener listener, Executor executor) {
        shared.connect(listener, executor);
    }

    @Override
    public <T extends AutoCloseable> T companion(Class<T> type, Supplier<T> creator) {
        return companions.get(type, creator);
    }

    @Override
    public Backoff backoff() {
        return shared.backoff();
    }

    @Override
    public String describe() {
        return shared.describe();
    }

    @Override
    public void close() {
        companions.close();
    }
}
