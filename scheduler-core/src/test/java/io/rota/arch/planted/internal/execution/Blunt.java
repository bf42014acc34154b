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
package io.rota.arch.planted.internal.execution;

import io.rota.arch.Breaks;
import io.rota.arch.HouseRules.Rule;

/** Every method is an offence of its own. */
@Breaks({Rule.NO_LAST_RESORTS})
class Blunt {

    void exit() {
        System.exit(1);
    }

    void halt() {
        Runtime.getRuntime().halt(1);
    }

    void print() {
        System.out.println("done");
    }

    void printError() {
        System.err.println("failed");
    }

    void trace(Throwable failure) {
        failure.printStackTrace();
    }

    Class<?> byName(String name) throws ClassNotFoundException {
        return Class.forName(name);
    }
}
