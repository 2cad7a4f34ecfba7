<<<<<<< HEAD
ours = 1
||||||| 1234567
base = 1
=======
theirs = 1
>>>>>>> feature
