// What would ann like next? Ratings as they come out of a database.
import { recommender } from "lowrank";

export function best(ratings, user) {
  return recommender(ratings).recommend(user).map(({ item }) => item);
}
