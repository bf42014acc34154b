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
package io.rota.env;

/**
 * Everything one scheduler takes from the outside world besides its registry.
 *
 * @param time the clocks
 * @param loop where decisions are taken
 * @param workers where job code runs
 * @param ids names that occur once
 */
public record Env(TimeSource time, EventLoop loop, WorkerPool workers, IdSource ids) implements AutoCloseable {

    /** The machine's clocks, one loop thread, elastic worker threads. */
    public static Env system() {
        EventLoop loop = new ThreadEventLoop("rota-loop");
        return new Env(TimeSource.system(), loop, new ElasticWorkerPool(TimeSource.system(), loop), IdSource.random());
    }

    @Override
    public void close() {
        workers.close();
        loop.close();
    }
}
