# A folder of photographs, smaller: each to its best approximation with 5 % error.
lowrank compress photographs/*.png --relative-error 5% -o smaller/
