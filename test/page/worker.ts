import * as lowrank from "../../src/index";
import { hashes } from "../hashes/cases";

postMessage(hashes(lowrank));
