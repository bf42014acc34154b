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
package io.rota.internal.engine;

import io.rota.api.FireResult;

/**
 * Hears what becomes of one request for a run; on the loop.
 *
 * <p>Either failed, or accepted and later completed or failed.
 */
public interface RequestAuthor {

    /** Nobody waits. */
    RequestAuthor NOBODY = new RequestAuthor() {
        @Override
        public void accepted(long fire) {}

        @Override
        public void completed(FireResult result) {}

        @Override
        public void failed(String trouble) {}
    };

    /** The request is made: it will run. */
    void accepted(long fire);

    /** Every item has ended. */
    void completed(FireResult result);

    /** The request was not made, or its outcome cannot be known any more. */
    void failed(String trouble);
}
